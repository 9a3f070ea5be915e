import { createColors } from 'picocolors';
import { shortDigest } from '../../lib/bundle/manifest';
import type { GitenvError } from '../../lib/errors';
import type { ReleaseOnItsWay } from '../../lib/inspect/standing';
import type { EnvironmentStatus } from '../../lib/inspect/status';
import { nameOfCaller } from '../../lib/release/caller';
import { describeHeldIn } from '../../lib/release/following/follow';
import type { Objection } from '../../lib/release/guards/move';
import { halfWay } from '../../lib/release/state/words';
import { shortCommit } from '../../lib/release/wording';
import { commitsMovedBy } from '../../lib/report/changes';
import type { Report, ReportedEnvironment } from '../../lib/report/report';
import { whereabouts } from '../render/status';
import { notesOf } from '../render/status-notes';
import type { EnvironmentData, ToldWords, WayData } from './page/common/data';
import { type Places, plain } from './places';

/** How an environment stands, in the words of `gitenv status`. */
export function environmentData(
  reported: ReportedEnvironment,
  report: Report,
  places: Places,
): Omit<EnvironmentData, 'releases'> {
  const { status, rollbackTo, console } = reported;
  const { running, wanted, partial } = status;
  const known = (it: { readonly commit: string; readonly subject: string } | undefined) =>
    it && places.commit(it.commit, it.subject);
  const error = status.error ?? reported.error;
  return {
    name: status.environment,
    region: status.region,
    account: status.account,
    upstream: status.upstream,
    waiting: waitingOf(status, report, places),
    ahead: status.ahead,
    isGuarded: reported.isGuarded,
    objections: reported.objections?.map(toldObjection),
    console,
    error: error && toldError(error),
    wanted: known(wanted),
    running: running && {
      commit: places.commit(running.commit, running.subject),
      release: running.release,
      since: running.since.getTime(),
      by: places.person(running.pushedBy && nameOfCaller(running.pushedBy)),
      bundle: running.bundle && shortDigest(running.bundle),
    },
    partial: partial && {
      commit: partial.commit === undefined ? undefined : places.commit(partial.commit),
      said: halfWay(partial.status),
    },
    isUnverified: status.unverified !== undefined,
    unreviewed: status.unreviewed?.length ?? 0,
    onItsWay: status.onItsWay.map((one) => wayData(one, status, places)),
    notes: error ? [] : notesIn(status, report),
    rollbackTo:
      rollbackTo?.commit === undefined
        ? undefined
        : {
            release: rollbackTo.id,
            commit: places.commit(rollbackTo.commit, rollbackTo.subject),
            at: rollbackTo.updatedAt.getTime(),
          },
  };
}

/** What a promotion would bring. */
function waitingOf(
  { upstream, running }: EnvironmentStatus,
  { environments, graph }: Report,
  places: Places,
): number[] | undefined {
  const above = environments.find(({ status }) => status.environment === upstream)?.status.running;
  const found = commitsMovedBy(graph, running?.commit, above?.commit);
  return found?.brings.slice(0, 100).map(({ commit }) => places.commit(commit));
}

function wayData(
  way: ReleaseOnItsWay,
  { environment }: EnvironmentStatus,
  places: Places,
): WayData {
  const { release, commit, subject, waitsFor, heldBy } = way;
  const where = heldBy ? describeHeldIn(heldBy, environment) : whereabouts(way);
  const command = `gitenv approve ${environment} ${shortCommit(commit)}`;
  return {
    release,
    commit: commit === undefined ? undefined : places.commit(commit, subject),
    where: plain(where),
    isHeld: waitsFor !== undefined,
    commands: waitsFor === 'approval' ? [command] : [],
  };
}

/** The notes of `gitenv status`, with the commands that are hints there. */
function notesIn(status: EnvironmentStatus, { madeAt }: Report): ToldWords[] {
  const view = { now: madeAt, columns: undefined, colors: createColors(false) };
  const notes: { said: string; kind: ToldWords['kind']; commands: string[] }[] = [];
  for (const line of notesOf({ ...status, onItsWay: [] }, view)) {
    const [, hint] = /^hint: (.*)$/.exec(line) ?? [];
    if (hint !== undefined) notes.at(-1)?.commands.push(hint);
    else
      notes.push({ said: plain(line), kind: /^failed:/.test(line) ? 'bad' : 'note', commands: [] });
  }
  return notes;
}

function toldObjection({ message, advice, hint }: Objection): ToldWords {
  const said = [`${message}.`, advice].filter((it) => it !== undefined).join(' ');
  return { said: plain(said), kind: 'bad', commands: hint?.split('\n') ?? [] };
}

function toldError({ message, advice, hint }: GitenvError): ToldWords {
  const said = [message, advice].filter((it) => it !== undefined).join(' ');
  return { said: plain(said), kind: 'bad', commands: hint?.split('\n') ?? [] };
}
