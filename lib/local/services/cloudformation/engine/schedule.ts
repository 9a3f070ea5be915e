/**
 * Runs a task for every name, each once all it depends on are done, side by side where nothing stands between them.
 * After the first failure nothing more is begun; what runs is waited for.
 * @returns the names whose task threw, in the order they did
 */
export async function inOrder(
  names: readonly string[],
  dependenciesOf: (name: string) => readonly string[],
  task: (name: string) => Promise<void>,
  stopped: () => boolean = () => false,
): Promise<readonly string[]> {
  const waiting = new Set(names);
  const done = new Set<string>();
  const failed: string[] = [];
  const running = new Map<string, Promise<void>>();
  const isReady = (name: string) =>
    dependenciesOf(name).every((other) => done.has(other) || !waiting.has(other)) &&
    !dependenciesOf(name).some((other) => running.has(other) || failed.includes(other));
  const begin = (name: string) => {
    waiting.delete(name);
    const run = task(name)
      .then(
        () => void done.add(name),
        () => void failed.push(name),
      )
      .finally(() => running.delete(name));
    running.set(name, run);
  };
  for (;;) {
    if (failed.length === 0 && !stopped()) [...waiting].filter(isReady).forEach(begin);
    if (running.size === 0) return failed;
    await Promise.race(running.values());
  }
}

/** The same graph, seen from the other end: what must be gone before this may go. */
export function dependents(
  names: readonly string[],
  dependenciesOf: (name: string) => readonly string[],
): (name: string) => readonly string[] {
  const reversed = new Map(names.map((name): [string, string[]] => [name, []]));
  for (const name of names)
    for (const other of dependenciesOf(name)) reversed.get(other)?.push(name);
  return (name) => reversed.get(name) ?? [];
}
