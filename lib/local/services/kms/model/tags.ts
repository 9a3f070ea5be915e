/** Tags as KMS writes them, `TagKey` and `TagValue`, as a map. */
export function tagMap(
  tags: readonly { TagKey?: string | undefined; TagValue?: string | undefined }[] | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (tags ?? []).map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]),
  );
}
