import { GitenvError } from '../../errors';
import { shellWord } from '../../shell-word';
import { nameOfCaller } from '../caller';
import { heldBy } from '../history/hold';
import { momentOf } from '../moment';
import type { Release } from '../release';
import { shortCommit } from '../wording';
import { wouldFail } from './look';
import { missingSettings } from './missing-settings';
import type { MoveFacts, Objection } from './move';
import { type Override, optionOf, reasonOption, type Spelling } from './override';

/** Everything that speaks against a move, whether or not it is set aside. */
export function objectionsTo(move: MoveFacts): Objection[] {
  return [
    downgrade(move),
    notProven(move),
    rolledBack(move),
    missingSettings(move),
    wouldFail(move),
    unchecked(move),
  ].filter((objection) => objection !== undefined);
}

/**
 * Lets a move pass that nothing speaks against, or whose every objection is set aside with a reason.
 * @param command what to type to insist, up to its options, where that is no push
 * @throws GitenvError DOWNGRADE, NOT_PROVEN, ROLLED_BACK, MISSING_CONFIG, WOULD_FAIL, or why something could not be asked
 */
export function refuse(
  objections: readonly Objection[],
  override: Override,
  { environment, to, branch }: Pick<MoveFacts, 'environment' | 'to' | 'branch'>,
  spelling: Spelling,
  command = `gitenv push ${environment} ${shortCommit(to)}`,
): void {
  const open = objections.filter(
    ({ guard }) =>
      override.reason === undefined ||
      (guard === undefined ? !override.isNamed : !override.guards.includes(guard)),
  );
  const [first] = open;
  if (!first) return;
  const needed = new Set(objections.flatMap(({ guard }) => guard ?? []));
  const options = [...needed].map((guard) => optionOf(guard, spelling));
  const words = [...options, reasonOption(spelling)].join(' ');
  const insisting =
    spelling === 'gitenv'
      ? `${command} ${words}`
      : `git push ${words} ${environment} ${shellWord(`${shortCommit(to)}:${branch}`)}`;
  const clause = open.map(({ message }) => message).join('. ');
  throw new GitenvError(first.code, clause, {
    changed: 'nothing',
    advice: [first.advice, goAhead(open, override)].filter(Boolean).join(' '),
    hint: first.hint === undefined ? insisting : `${first.hint}\n${insisting}`,
  });
}

/** A promotion takes whatever runs upstream, so that its reason is about no commit that somebody has named. */
function goAhead(open: readonly Objection[], { reason, isNamed }: Override): string {
  return reason !== undefined && !isNamed && open.every(({ guard }) => guard === undefined)
    ? 'A reason is not enough for that: only a push that names the commit releases it all the same.'
    : 'To go ahead all the same, give a reason.';
}

/** To put something in place that lacks commits which are in place is a rollback or a mistake, and both have to be named. */
function downgrade({
  environment,
  branch,
  to,
  lacks,
  isContained,
  releases,
}: MoveFacts): Objection | undefined {
  const [newer] = lacks;
  if (newer === undefined) return undefined;
  const older = shortCommit(to);
  const wasReleased =
    !(releases instanceof GitenvError) &&
    releases.some(({ commit, status }) => commit === to && status === 'Succeeded');
  return {
    guard: 'allow-downgrade',
    code: 'DOWNGRADE',
    message: `${older} lacks commits that ${environment} has (${shortCommit(newer)} is there)`,
    ...(wasReleased
      ? { hint: `gitenv rollback ${environment} --to ${older}` }
      : !isContained && {
          advice: `To keep them, put your commits on top of them.`,
          hint: `git pull --rebase ${environment} ${shellWord(branch)}`,
        }),
  };
}

function notProven(move: MoveFacts): Objection | undefined {
  const { environment, to, upstream } = move;
  if (!upstream) return undefined;
  const { name, releases } = upstream;
  const about = { guard: 'skip-upstream', code: 'NOT_PROVEN' } as const;
  const commit = shortCommit(to);
  if (releases instanceof GitenvError) {
    return {
      ...about,
      code: releases.code,
      message: `Whether ${name} has released ${commit}, as ${environment} requires, cannot be asked: ${releases.clause}`,
      advice: releases.advice,
      hint: releases.hint,
    };
  }
  if (!releases.some((it) => it.commit === to && it.status === 'Succeeded'))
    return { ...about, ...whyNotProven(move, upstream.name, releases) };
  const rollback = heldBy(releases, to);
  return (
    rollback && { ...about, message: `${name} has rolled ${commit} back (${whenOf(rollback)})` }
  );
}

/** It may have been deployed all the same, and run there without being good. */
function whyNotProven(
  { environment, to }: MoveFacts,
  upstream: string,
  releases: readonly Release[],
): Pick<Objection, 'message' | 'hint'> {
  const commit = shortCommit(to);
  const rule = `${environment} takes only what ${upstream} has released successfully`;
  const latest = releases.find((it) => it.commit === to);
  if (latest?.status !== 'Failed')
    return {
      message: `${rule}, and ${commit} it has not`,
      hint: `gitenv push ${upstream} ${commit}`,
    };
  return {
    message: `${rule}, and the release of ${commit} failed there`,
    hint: latest === releases[0] ? `gitenv retry ${upstream}` : `gitenv push ${upstream} ${commit}`,
  };
}

/** Not asked again of what runs as part of a descendant: that move is a downgrade. */
function rolledBack({ environment, to, isContained, releases }: MoveFacts): Objection | undefined {
  if (releases instanceof GitenvError || isContained) return undefined;
  const rollback = heldBy(releases, to);
  if (!rollback) return undefined;
  return {
    guard: undefined,
    code: 'ROLLED_BACK',
    message: `${shortCommit(to)} was rolled back in ${environment} (${whenOf(rollback)})`,
    advice: 'Release a commit that fixes it.',
  };
}

function unchecked({ environment, releases }: MoveFacts): Objection | undefined {
  if (!(releases instanceof GitenvError)) return undefined;
  return {
    guard: 'unchecked',
    code: releases.code,
    message: `What runs in ${environment} cannot be asked: ${releases.clause}`,
    advice: releases.advice,
    hint: releases.hint,
  };
}

function whenOf({ startedAt, pushedBy }: Release): string {
  const by = pushedBy === undefined ? '' : ` by ${nameOfCaller(pushedBy)}`;
  return `${momentOf(startedAt)}${by}`;
}
