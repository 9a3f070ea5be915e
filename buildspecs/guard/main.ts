import { GitenvError } from '../../lib/errors';
import { askPrefix } from '../../lib/guard/tags';
import { type GuardTask, guardTasks, guardVariables } from '../../lib/guard-names';
import { type GuardPlace, guardPlaceOf } from './place';

/** A task loads what it takes. */
const tasks: Readonly<Record<GuardTask, (place: GuardPlace) => Promise<void>>> = {
  [guardTasks.gate]: async (place) => (await import('./gate')).gate(place),
  [guardTasks.tag]: async (place) => {
    const tag = place.env[guardVariables.said] ?? '';
    if (tag.startsWith(askPrefix)) await (await import('./ask')).answerAsks(place);
    else await (await import('./said')).keepSaid(place);
  },
  [guardTasks.record]: async (place) => (await import('./record')).record(place),
};

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const task = env[guardVariables.task] ?? '';
  if (!Object.hasOwn(tasks, task))
    throw new GitenvError('USAGE', `The guard has no task '${task}'`, {
      advice: `It has ${Object.keys(tasks).join(', ')}.`,
    });
  await tasks[task as GuardTask](guardPlaceOf(env, say));
}

function say(line: string): void {
  process.stdout.write(`gitenv: ${line}\n`);
}

main(process.env).catch((error: Error) => {
  const { advice, hint }: Partial<GitenvError> = error instanceof GitenvError ? error : {};
  process.stderr.write(`gitenv: ${advice ? `${error.message} ${advice}` : error.message}\n`);
  if (hint) process.stderr.write(`hint: ${hint.replaceAll('\n', '\n      ')}\n`);
  process.exitCode = 1;
});
