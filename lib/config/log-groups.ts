/** Log groups that an application writes to. `{environment}` stands for the environment's name. */
export type DeclaredLogs = string | readonly string[];

/** Where the log groups of an application are: named, or those of a stack's resources. */
export type LogSource =
  | { readonly groups: readonly string[] }
  /** The stack that the kit deploys. */
  | { readonly stack: string };

/** Kits whose stack has a name that `gitenv.json` tells. */
const stackKits: ReadonlySet<string> = new Set(['cloudformation', 'sam', 'ecs', 'lambda-image']);

/** What a kit is called, or that with its settings. */
export type DeclaredKit = string | { readonly name: string; readonly stack?: unknown };

/**
 * Where an environment's application logs.
 * @param declared `"logs"` of the environment, or of the file
 * @returns undefined if nothing is declared and the kit deploys no stack of a known name
 */
export function logSource(
  declared: DeclaredLogs | undefined,
  kit: DeclaredKit | undefined,
  { application, name }: { readonly application: string; readonly name: string },
): LogSource | undefined {
  const filled = (text: string) => text.replaceAll('{environment}', name);
  if (declared !== undefined) return { groups: [declared].flat().map(filled) };
  const [called, stack] = typeof kit === 'string' ? [kit] : [kit?.name, kit?.stack];
  if (called === undefined || !stackKits.has(called)) return undefined;
  return { stack: typeof stack === 'string' ? filled(stack) : application };
}
