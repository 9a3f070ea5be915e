import type { PlannedComponent } from '../../../lib/bundle/plan';

type Digests = Readonly<Record<string, string>>;

/** A release of the same environment, before this one. */
export interface PastRelease {
  readonly commit: string;
  /** What its components were made of; undefined where that is not known any more. */
  readonly components: Digests | undefined;
}

/** What was released before. */
export interface Past {
  /** The newest release that succeeded; undefined where none did. */
  readonly running: PastRelease | undefined;
  /** Those since that did not succeed, or not yet, and may have applied some components. */
  readonly attempts: readonly PastRelease[];
}

/**
 * A component is skipped only where the environment certainly has it as it would be applied now: it has the digest of
 * what runs, and no attempt since, which may have applied it in part, had another.
 */
export function choose(commit: string, digests: Digests, past: Past): PlannedComponent[] {
  return Object.entries(digests).map(([name, digest]) => {
    const reason = reasonToApply(name, digest, commit, past);
    if (reason !== undefined) return { name, applied: true, why: reason };
    const why = `its inputs are those of ${short(past.running)}, which runs`;
    return { name, applied: false, why };
  });
}

function reasonToApply(
  name: string,
  digest: string,
  commit: string,
  { running, attempts }: Past,
): string | undefined {
  if (!running) return 'nothing was released here before';
  if (running.commit === commit && attempts.length === 0)
    return 'this commit runs already, and is released again';
  if (!running.components) return `what ${short(running)} was made of is not known any more`;
  const before = running.components[name];
  if (before === undefined)
    return `it is not among the components of ${short(running)}, which runs`;
  if (before !== digest) return `its inputs are others than those of ${short(running)}, which runs`;
  const doubtful = attempts.find((it) => !it.components || changes(it.components[name], digest));
  return doubtful && `the release of ${short(doubtful)} since then may have applied another`;
}

/** An attempt that did not have the component did not touch it. */
function changes(attempted: string | undefined, digest: string): boolean {
  return attempted !== undefined && attempted !== digest;
}

function short(release: PastRelease | undefined): string {
  return release?.commit.slice(0, 8) ?? '';
}
