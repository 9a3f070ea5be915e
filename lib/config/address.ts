/** Where the application of an environment answers: an address, or an output of one of its stacks that says it. */
export type DeclaredAddress =
  | string
  | { readonly output: string; readonly stack?: string | undefined };

/** The same for one environment: `{environment}` is its name, and a stack that is not named is the application's. */
export type AddressSource =
  | { readonly url: string }
  | { readonly stack: string; readonly output: string };

/**
 * What `"url"` of `gitenv.json` says for an environment.
 * @param declared at the top of the file
 * @param own in the environment's part, which counts more; false for none
 */
export function addressSource(
  declared: DeclaredAddress | undefined,
  own: DeclaredAddress | false | undefined,
  { application, name }: { readonly application: string; readonly name: string },
): AddressSource | undefined {
  const said = own ?? declared;
  if (said === undefined || said === false) return undefined;
  const filled = (text: string) => text.replaceAll('{environment}', name);
  if (typeof said === 'string') return { url: filled(said) };
  return { stack: filled(said.stack ?? application), output: said.output };
}
