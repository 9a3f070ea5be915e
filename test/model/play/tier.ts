import fc from 'fast-check';

/** As the everyday suite plays them, in the order in which `GITENV_SOAK` counts them. */
const counts = { engine: '200', commands: '10', chaos: '1' };

/**
 * How many stories a tier plays, and which: `GITENV_SOAK=5000,200,40` for the engine, the commands and the chaos.
 * `GITENV_SEED`, as a failure prints it, plays that one story again.
 */
export function storiesToPlay(tier: keyof typeof counts): fc.Parameters<unknown> {
  const given = (process.env.GITENV_SOAK ?? '').split(',').filter(Boolean);
  const [seed, path] = splitOnce(process.env.GITENV_SEED ?? '');
  const numRuns = Number(given[Object.keys(counts).indexOf(tier)] ?? counts[tier]);
  // The same stories for everybody who tests a commit; the soak looks for others.
  if (seed === '') return process.env.GITENV_SOAK ? { numRuns } : { numRuns, seed: everyday };
  return { numRuns, seed: Number(seed), ...(path && { path }) };
}

const everyday = 20_261_129;

/** A seed, and the way from there to one story of its. */
function splitOnce(text: string): [string, string] {
  const at = text.indexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** Plays stories until one fails, and makes that one as short as it can. */
export async function playAll<T extends unknown[]>(
  property: fc.IAsyncProperty<T>,
  file: string,
  parameters: fc.Parameters<unknown>,
): Promise<void> {
  const { failed, seed, counterexamplePath, errorInstance, numShrinks } = await fc.check<T>(
    property,
    parameters as fc.Parameters<T>,
  );
  if (!failed) return;
  const again = `GITENV_SEED=${seed}:${counterexamplePath} npx jest ${file}`;
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new Error(`${why}\n\nAfter ${numShrinks} steps shorter. To play it again: ${again}`);
}
