import { PassThrough, type Writable } from 'node:stream';
import type { Context } from '../../../base/context';
import type { HttpReply } from '../../../base/http';
import { objectOrNone, openJournal, settle } from '../engine/moves';
import { inTurn } from '../engine/order';
import { packIfScattered } from '../git/maintenance';
import { finished, startGit } from '../git/process';
import { noObject, readRef } from '../git/refs';
import { gitDirectoryOf, type Journal, type Move, type Repository } from '../model/records';
import { uncached } from './body';
import { type Command, formatPushHead, has, type PushHead, type PushStart } from './commands';
import { refusalOf } from './refusals';
import { formatReport, parseReport, type Report } from './report';
import { band, ReportHolder } from './sideband';

/** One push as it came, with the refs CodeCommit itself refuses set apart from those left to git. */
interface Push {
  readonly repository: Repository;
  readonly head: PushHead;
  readonly taken: readonly Command[];
  readonly refused: ReadonlyMap<string, string>;
  readonly pack: AsyncIterable<Buffer>;
}

/** Takes a push in. The answer ends only after the events of what moved are published. */
export function receivePack(
  { head, pack }: PushStart,
  repository: Repository,
  context: Context,
): HttpReply {
  const answer = new PassThrough();
  const push = { repository, head, pack, ...judge(head.commands, repository) };
  // Nobody may be left to read the answer; what has moved is settled all the same.
  answer.on('error', () => undefined);
  const carried = carryOut(push, answer, context).finally(() => answer.end());
  context.work(carried.then(() => packIfScattered(gitDirectoryOf(repository, context))));
  return {
    status: 200,
    headers: { 'content-type': 'application/x-git-receive-pack-result', ...uncached },
    body: answer,
  };
}

function judge(commands: readonly Command[], repository: Repository) {
  const refused = new Map<string, string>();
  for (const command of commands) {
    const reason = refusalOf(command, commands.length, repository);
    if (reason !== undefined) refused.set(command.ref, reason);
  }
  return { refused, taken: commands.filter(({ ref }) => !refused.has(ref)) };
}

async function carryOut(push: Push, answer: PassThrough, context: Context): Promise<void> {
  const banded = has(push.head.capabilities, 'side-band-64k');
  const report =
    push.taken.length > 0 ? await runReceivePack(push, banded, answer, context) : await drain(push);
  if (!report || !wantsReport(push.head)) return;
  answer.write(band(formatReport(withRefusals(report, push)), banded));
}

const wantsReport = ({ capabilities }: PushHead) =>
  has(capabilities, 'report-status') || has(capabilities, 'report-status-v2');

/** Nothing is left for git to do, but the client sends its pack before it listens. */
async function drain({ pack }: Push): Promise<Report> {
  try {
    for await (const _ of pack);
  } catch {
    // The client hung up; there is nobody to tell.
  }
  return { unpack: 'ok', lines: [] };
}

async function runReceivePack(
  push: Push,
  banded: boolean,
  answer: PassThrough,
  context: Context,
): Promise<Report | undefined> {
  const gitdir = gitDirectoryOf(push.repository, context);
  const absent = await absentRefs(gitdir, push.taken);
  const git = startGit(['receive-pack', '--stateless-rpc', gitdir]);
  const holder = new ReportHolder(banded, (progress) => answer.write(progress));
  git.stdout.on('data', (chunk: Buffer) => holder.take(chunk));
  const ended = finished(git);
  const moves = push.taken
    .filter(({ ref, new: id }) => !(id === noObject && absent.has(ref)))
    .map((command) => ({
      ref: command.ref,
      old: objectOrNone(command.old),
      new: objectOrNone(command.new),
    }));
  const journal = openJournal(push.repository, moves, git, context);
  return inTurn(journal, async (turn) => {
    const fed = feed(push, git.stdin);
    await ended;
    await fed;
    const report = parseReport(holder.report());
    await turn;
    settle(journal, await movedOf(journal, report, gitdir), context);
    return report;
  });
}

/**
 * Hands git what the client sends, to the last byte even where git has stopped listening: the client reads no answer
 * before it has sent everything. A client that hangs up leaves git with half a pack, which it does not take in.
 */
async function feed({ head, taken, pack }: Push, stdin: Writable): Promise<void> {
  stdin.write(formatPushHead({ ...head, commands: taken }));
  try {
    for await (const chunk of pack) {
      if (stdin.writable && !stdin.write(chunk)) await drainedOrClosed(stdin);
    }
  } catch {
    // Told by git's exit.
  }
  stdin.end();
}

function drainedOrClosed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.once('drain', done).once('close', done);
    if (stream.closed) done();
  });
}

async function absentRefs(gitdir: string, commands: readonly Command[]): Promise<Set<string>> {
  const absent = new Set<string>();
  for (const command of commands) {
    if (command.new === noObject && (await readRef(gitdir, command.ref)) === undefined)
      absent.add(command.ref);
  }
  return absent;
}

/** git's report says what moved; where there is none (no `report-status`, git killed) the refs themselves do. */
async function movedOf(
  { moves }: Journal,
  report: Report | undefined,
  gitdir: string,
): Promise<Move[]> {
  const changed = moves.filter((move) => move.old !== move.new);
  if (report) {
    const ok = new Set(report.lines.filter((l) => l.reason === undefined).map((l) => l.ref));
    return changed.filter(({ ref }) => ok.has(ref));
  }
  const now = await Promise.all(changed.map(({ ref }) => readRef(gitdir, ref)));
  return changed.filter((move, index) => now[index] === move.new);
}

/** The report in the order of the push, with our refusals in it. */
function withRefusals(report: Report, { head, refused }: Push): Report {
  const told = new Map(report.lines.map((line) => [line.ref, line]));
  const lines = head.commands.map(
    ({ ref }) =>
      told.get(ref) ?? { ref, reason: refused.get(ref) ?? 'not carried out', options: [] },
  );
  return { unpack: report.unpack, lines };
}
