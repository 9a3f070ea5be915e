import { getBuild, readLogEnd } from '../aws/build/build';
import { GitenvError } from '../errors';
import type { ExplainedRelease } from '../inspect/history';
import { failingLines } from '../release/following/failing-lines';
import type { OpenEnvironment } from '../target/open-environment';
import { orWhyNot } from '../target/why-not';

/** Of so many, the newest of those that failed: older ones are read with `gitenv logs`. */
const most = 3;
const [linesRead, linesKept] = [200, 14];

/** What the failing command of the newest failures said last, by the release's id. @param releases newest first */
export async function failingCommands(
  open: OpenEnvironment,
  releases: readonly ExplainedRelease[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const failed = releases.filter(({ status }) => status === 'Failed').slice(0, most);
  const found = await Promise.all(
    failed.map(async (release) => [release.id, await lastWords(open, release)] as const),
  );
  return new Map(found.filter(([, lines]) => lines.length > 0));
}

async function lastWords(
  { account }: OpenEnvironment,
  { runs = [] }: ExplainedRelease,
): Promise<readonly string[]> {
  const id = runs.findLast(({ status }) => status === 'Failed')?.buildId;
  if (id === undefined) return [];
  const log = await orWhyNot(
    getBuild(account, id).then((build) =>
      build?.log ? readLogEnd(account, build.log, linesRead) : [],
    ),
  );
  // Whoever may not read logs sees the rest all the same.
  return log instanceof GitenvError ? [] : failingLines(log, linesKept).lines;
}
