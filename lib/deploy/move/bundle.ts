import { type ErrorCode, GitenvError } from '../../errors';
import { statedIn } from '../../guard/proof';
import { standingOfCommit } from '../../guard/standing';
import type { Progress } from '../../release/following/progress';
import { shortCommit } from '../../release/wording';
import {
  type ClosedEnvironment,
  lookedAtFor,
  type OpenEnvironment,
  openChecked,
} from '../../target/open-environment';
import { Releases } from '../../target/releases';
import { bringBack } from '../bundle/bring-back';
import { bringBundle } from '../bundle/bring-bundle';
import { askProof, bringProofTo } from '../bundle/proof';
import type { Found, Move } from './move';

/** What the release would fail of as well. */
const final: ReadonlySet<ErrorCode> = new Set(['BUNDLE_BROKEN', 'NO_BUNDLE']);

/** Brings what was tested in the environment before, which is what a promotion is for. */
export function bringTestedBundle(move: Move, _: Found, progress: Progress): Promise<undefined> {
  return bring(move, new Set(), progress);
}

/** The same for a push. Whoever may push, and may not read or write bundles, has the environment build. */
export function bringTestedIfAllowed(move: Move, _: Found, progress: Progress): Promise<undefined> {
  return bring(move, new Set<ErrorCode>(['ACCESS_DENIED']), progress);
}

/**
 * If somebody has overridden that the environment before is asked, an account that does not answer is not in the way.
 * @param passing what is said, and stands in nobody's way
 */
async function bring(
  { open, upstream, commit, override, patienceMs, seen, tested }: Move,
  passing: ReadonlySet<ErrorCode>,
  progress: Progress,
): Promise<undefined> {
  const { name, bundles } = open.environment;
  if (!upstream || bundles === 'rebuild') return undefined;
  const keepsOwn = override.guards.includes('skip-upstream');
  try {
    const above = keepsOwn
      ? await lookedAtChecked(upstream, patienceMs)
      : await openChecked(upstream);
    const carried = { commit, upstream: above, open, keepsOwn, seen: seen?.upstream, tested };
    await bringBundle(carried, progress);
  } catch (error) {
    if (!(error instanceof GitenvError) || final.has(error.code)) throw error;
    if (!keepsOwn && !passing.has(error.code)) throw error;
    progress.say(
      `${name}: the bundle of ${upstream.name} cannot be brought (${error.clause}), so what ${name} has or builds itself is deployed`,
    );
  }
  return undefined;
}

/** An account that hangs holds up nobody who has overridden that it is asked. */
async function lookedAtChecked(
  upstream: ClosedEnvironment,
  patienceMs: number | undefined,
): Promise<OpenEnvironment> {
  const above = lookedAtFor(await upstream.open(), patienceMs);
  await above.cloneUrl();
  return above;
}

/** Brings back the bundle and the images that the commit was deployed by, and that were lost since. */
export async function bringLost(
  { open, upstream, later, commit, seen, own }: Move,
  _: Found,
  progress: Progress,
): Promise<undefined> {
  await bringBack({ commit, open, upstream, later, seen: seen?.own, own }, progress);
}

/**
 * Has the environment before sign that the commit is good there, and brings that along. It is the last thing that is brought: it is good
 * for a quarter of an hour, and a copy may take longer.
 * @throws GitenvError NOT_PROVEN if the gate would refuse the release, and no reason is given
 */
export async function bringProof(move: Move, _: Found, progress: Progress): Promise<undefined> {
  const { open, upstream, commit, override } = move;
  const { guarded, name } = open.environment;
  if (!guarded || !upstream || override.guards.includes('skip-upstream')) return undefined;
  if (await isGoodHere(move)) return undefined;
  try {
    await bringSigned(move, progress);
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    if (guarded !== 'warn' && override.reason === undefined)
      throw error.with({
        changed: 'nothing',
        advice: [error.advice, `To release it all the same, give a reason.`]
          .filter(Boolean)
          .join(' '),
        hint: `${error.hint ?? ''}\n${insisting(move)}`.trim(),
      });
    progress.say(
      `${name}: no proof of ${upstream.name} for ${shortCommit(commit)}: ${error.clause}`,
    );
  }
  return undefined;
}

async function bringSigned({ open, upstream, commit }: Move, { say }: Progress): Promise<void> {
  if (!upstream) return;
  const above = await openChecked(upstream);
  const { name } = open.environment;
  say(`${name}: asking ${upstream.name} whether ${shortCommit(commit)} is good there`);
  const proof = await askProof(above, commit);
  const stated = statedIn(proof.text.toString());
  if (stated?.why !== undefined)
    throw new GitenvError(
      'NOT_PROVEN',
      `${upstream.name} says that ${shortCommit(commit)} is ${stated.why}`,
      { hint: `gitenv history ${upstream.name}` },
    );
  await bringProofTo(open, commit, proof);
  say(`${name}: ${upstream.name} has signed that ${shortCommit(commit)} is good there`);
}

/** What was released here well, and not rolled back since, needs nobody's word. */
async function isGoodHere({ open, commit }: Move): Promise<boolean> {
  const releases = await new Releases(open).latest(200);
  return standingOfCommit(commit, releases, []).why === undefined;
}

function insisting({ open, commit, spelling, command }: Move): string {
  const { name, branch } = open.environment;
  if (spelling === 'git')
    return `git push -o reason='…' -o skip-upstream ${name} ${shortCommit(commit)}:${branch}`;
  return command === undefined
    ? `gitenv push ${name} ${shortCommit(commit)} --skip-upstream --reason '…'`
    : `${command} --reason '…'`;
}
