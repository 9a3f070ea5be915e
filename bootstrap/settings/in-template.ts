/** CDK spells keys as CloudFormation does everywhere but inside a condition. */
export function inTemplate(part: object): object {
  return Object.fromEntries(
    Object.entries(part).map(([key, member]) => [
      key.charAt(0).toUpperCase() + key.slice(1),
      memberInTemplate(member),
    ]),
  );
}

function memberInTemplate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(memberInTemplate);
  return typeof value === 'object' && value !== null ? inTemplate(value) : value;
}
