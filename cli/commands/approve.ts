import type { Waiting } from '../../lib/deploy/approve';
import { defineCommand } from '../command';
import { renderDifference } from '../render/diff';
import { renderPlan } from '../render/plan';
import { progressOf } from '../render/progress';
import type { Session } from '../session';

export const approveCommand = defineCommand({
  name: 'approve',
  group: 'Release',
  summary: 'Let the release that waits go on to its deploy',
  description:
    'Approves exactly the commit that is named, or that was shown: when another one waits by then, nothing happens. Shows first what it ' +
    'brings, and asks. --yes and scripts have to name the commit. If the environment has "separateApprover", whoever pushed the release cannot approve it, unless it ' +
    'puts back what ran before. With "approveRollbacks", somebody else has to approve that as well.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    {
      spelling: '[commit]',
      meaning:
        'The commit that waits, as gitenv status shows it (default: whichever waits, shown first)',
    },
  ],
  options: [
    { spelling: '-m, --comment <text>', meaning: 'Kept with the approval' },
    { spelling: '--reason <text>', meaning: 'The same' },
    { spelling: '--no-follow', meaning: 'Do not wait for the release to end' },
  ],
  examples: [
    { line: 'gitenv approve prd', meaning: 'whatever waits: shows what it brings, and asks' },
    { line: 'gitenv approve prd 3f2a91c', meaning: 'shows what it brings, and asks' },
    { line: 'gitenv approve prd 3f2a91c -m "tested by hand" --yes', meaning: 'without asking' },
  ],
  run: async (session, { args: [name, spec], options: { comment, reason, follow } }) => {
    const said = comment ?? reason;
    const question = { name, spec, comment: said, assumeYes: session.assumeYes };
    const waiting = await answerWaiting(session, question, 'Approved');
    if (follow) await followWaiting(session, waiting);
    return undefined;
  },
});

/** Which release is asked about, and what the answer says. */
export interface Answered {
  readonly name: string;
  /** The commit that waits; whichever it is, once somebody has seen it and said yes, without it. */
  readonly spec: string | undefined;
  readonly comment: string | undefined;
  readonly assumeYes: boolean;
}

/** The commit's own build makes the plan, and its own deployspec.yml runs in Deploy. */
const planIsACourtesy =
  "The commit's own build made this plan: it tells what an honest commit changes. The commit itself is what you approve.";

/** Answers an approval, either way: shows first what it is about, and asks. */
export async function answerWaiting(
  session: Session,
  { name, spec, comment, assumeYes }: Answered,
  answer: 'Approved' | 'Rejected',
): Promise<Waiting> {
  const lib = await import('../../lib/deploy/approve');
  const { planOfRelease } = await import('../../lib/deploy/plan');
  const { output } = session;
  const project = await session.project();
  const environment = project.environment(name);
  const place = { cwd: project.root };
  const waiting = await lib.findWaiting(environment, spec, place);
  if (spec === undefined && assumeYes) throw lib.needsCommit(waiting, answer, comment);
  const approves = answer === 'Approved';
  if (approves) await lib.refuseOwnApproval(waiting);
  const difference = await lib.differenceOfWaiting(waiting, place);
  output.notice(renderDifference(difference, output.progressColors));
  const plan = await planOfRelease(waiting.open, waiting.release.id);
  if (plan) output.notice(`${renderPlan(plan, output.progressColors)}\n${planIsACourtesy}`);
  if (approves && waiting.isOwn) output.notice('You pushed this release yourself.');
  const verb = approves ? 'Approve' : 'Reject';
  const short = difference.to.commit.slice(0, 8);
  const option = spec === undefined ? `${short} --yes` : '--yes';
  await session.confirm(`${verb} ${short} in ${name}?`, { assumeYes, option });
  await lib.answer(waiting, answer, comment ?? '');
  const result = {
    environment: name,
    commit: difference.to.commit,
    release: waiting.release.id,
    answer,
  };
  output.result(result, () => `${name}: ${short} is ${answer.toLowerCase()}.`);
  return waiting;
}

async function followWaiting(session: Session, waiting: Waiting): Promise<void> {
  const { followRelease } = await import('../../lib/follow/follow');
  const { id, commit } = waiting.release;
  await followRelease(waiting.open, { id, commit }, progressOf(session));
}
