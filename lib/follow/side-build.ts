import { type Account, watched } from '../aws/account/account';
import { type Build, type BuildRequest, getBuild, startBuild } from '../aws/build/build';
import { type Facts, GitenvError } from '../errors';
import type { Progress } from '../release/following/progress';
import { shellWord } from '../shell-word';
import { Pause, patiently } from '../target/pause';
import { logLine } from './build-logs';
import { LogTail } from './log-tail';

/**
 * Runs a build that is no part of a release, and tells what it prints.
 * @param purpose what the build is for, as a sentence goes on: `the plan for prd`
 * @returns what it has exported, by name
 * @throws GitenvError BUILD_FAILED, with the build's log told before
 */
export async function runSideBuild(
  account: Account,
  request: BuildRequest,
  purpose: string,
  progress: Progress,
): Promise<Build['exported']> {
  return (await sideBuild(account, request, purpose, progress)).exported;
}

/** The same, for who wants to know more of the build than what it has exported. */
export async function sideBuild(
  account: Account,
  request: BuildRequest,
  purpose: string,
  progress: Progress,
): Promise<Build> {
  const id = await startBuild(account, request);
  progress.whenInterrupted(
    `No longer watching ${purpose}; the build ${id} goes on, and changes nothing.`,
    `aws codebuild stop-build --id ${id}`,
  );
  const looking = watched(account);
  const tail = new LogTail(looking, id, (line) => logLine(line, progress));
  const pause = new Pause();
  for (;;) {
    const build = await patiently(() => getBuild(looking, id), pause);
    if (build?.isOver) await tail.readToEnd();
    else await patiently(() => tail.read(), pause);
    if (build?.isOver && build.status === 'SUCCEEDED') return build;
    if (build?.isOver) {
      const why = build.failure?.message ? `: ${build.failure.message}` : '';
      throw new GitenvError('BUILD_FAILED', `The build of ${purpose} ended ${build.status}${why}`, {
        ...whereItsLogIs(build, progress, tail.lines.length > 0),
      });
    }
    await pause.wait();
  }
}

/** A log that was not shown is at AWS; of a build that had none there is nothing to read. */
function whereItsLogIs(
  { log }: Build,
  { isQuiet }: Progress,
  hasLog: boolean,
): Pick<Facts, 'advice' | 'hint'> {
  if (!hasLog || log === undefined) return { advice: 'It has written no log.' };
  if (!isQuiet) return { advice: 'Its log is above.' };
  const { group, stream } = log;
  const words = `--log-group-name ${shellWord(group)} --log-stream-name ${shellWord(stream)}`;
  return { hint: `aws logs get-log-events ${words} --query 'events[].message' --output text` };
}
