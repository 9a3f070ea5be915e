import type { Waiting } from '../lib/deploy/approve';
import type { Input } from './command';
import { progressOf } from './progress';
import { renderDifference } from './render/diff';
import { renderPlan } from './render/plan';
import type { Session } from './session';

/** Answers an approval, either way: shows what it is about, asks, and follows what was approved. */
export async function verdict(
  session: Session,
  { args: [name = '', spec = ''], options }: Input,
  answer: 'Approved' | 'Rejected',
): Promise<undefined> {
  const lib = await import('../lib/deploy/approve');
  const { planOfRelease } = await import('../lib/deploy/plan');
  const { output } = session;
  const project = await session.project();
  const environment = project.environment(name);
  const place = { cwd: project.root };
  const waiting = await lib.findWaiting(environment, spec, place);
  const approves = answer === 'Approved';
  if (approves) lib.refuseOwnApproval(waiting);
  const difference = await lib.differenceOfWaiting(waiting, place);
  output.notice(renderDifference(difference, output.progressColors));
  const plan = await planOfRelease(waiting.open, waiting.release.id);
  if (plan) output.notice(renderPlan(plan, output.progressColors));
  if (approves && waiting.isOwn) output.notice('You pushed this release yourself.');
  const verb = approves ? 'Approve' : 'Reject';
  await session.confirm(`${verb} ${difference.to.commit.slice(0, 8)} in ${name}?`, {
    assumeYes: options.yes === true,
  });
  await lib.answer(waiting, answer, (options.comment as string | undefined) ?? '');
  const result = {
    environment: name,
    commit: difference.to.commit,
    release: waiting.release.id,
    answer,
  };
  output.result(
    result,
    () => `${name}: ${difference.to.commit.slice(0, 8)} is ${answer.toLowerCase()}.`,
  );
  if (approves && options.follow !== false) await follow(session, waiting);
  return undefined;
}

async function follow(session: Session, waiting: Waiting): Promise<void> {
  const { followRelease } = await import('../lib/follow/follow');
  const { id, commit } = waiting.release;
  await followRelease(waiting.open, { id, commit }, progressOf(session));
}
