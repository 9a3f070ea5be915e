import fc from 'fast-check';
import { type Person, people } from '../engine/names';
import { demand, Violation } from '../play/demand';
import { type Content, Team } from './team';

/** What somebody types, or what happens. */
export type Line =
  | {
      readonly does: 'push';
      readonly by: Person;
      readonly content: Content;
      /** Begins at what is there, and not at what was seen last. */
      readonly pulls: boolean;
    }
  | {
      readonly does: 'rollback' | 'overtake' | 'cancel' | 'retry' | 'redeploy' | 'lock' | 'unlock';
      readonly by: Person;
    }
  | { readonly does: 'finish' };

const by = fc.constantFrom(...people);
const contents: readonly Content[] = [
  'good',
  'good',
  'fails to build',
  'fails to deploy',
  'slow to deploy',
];

const line: fc.Arbitrary<Line> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('push' as const),
      by,
      content: fc.constantFrom(...contents),
      pulls: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constantFrom(
        'rollback',
        'overtake',
        'cancel',
        'retry',
        'redeploy',
        'lock',
        'unlock',
      ),
      by,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('finish' as const) }) },
);

export const typedStories = fc.array(line, { minLength: 2, maxLength: 5, size: 'max' });

const words: Readonly<Record<Exclude<Line['does'], 'push' | 'finish'>, readonly string[]>> = {
  rollback: ['rollback', 'dev', '--yes', '--no-follow'],
  overtake: ['rollback', 'dev', '--now', '--reason', 'it is down', '--yes'],
  cancel: ['cancel', 'dev', '--yes'],
  retry: ['retry', 'dev', '--no-follow'],
  redeploy: ['redeploy', 'dev', '--no-follow'],
  lock: ['lock', 'dev', '--reason', 'a window', '--for', '1h'],
  unlock: ['unlock', 'dev'],
};

/** As the README documents them; 1 is a bug in gitenv. */
const documented = [0, 2, 3, 4, 5, 6, 130];

/** Plays a story through the built commands. @throws with the story, if something is that must never be */
export async function playTyped(lines: readonly Line[]): Promise<void> {
  const team = await Team.gather();
  const told: string[] = [];
  try {
    for (const one of lines) await type(team, one, told);
    await team.finish();
    await checkStatus(team, told);
    await checkWayOn(team, told);
  } catch (error) {
    const why = error instanceof Violation ? error.message : String((error as Error).stack);
    throw new Error([why, ...told].join('\n  '));
  } finally {
    await team.leave();
  }
}

async function type(team: Team, one: Line, told: string[]): Promise<void> {
  if (one.does === 'finish') {
    await team.finish();
    told.push('finish');
    return;
  }
  if (one.does !== 'push') {
    await gitenv(team, one.by, words[one.does], told);
    return;
  }
  if (one.pulls) await team.pull(one.by);
  const commit = await team.commit(one.by, one.content);
  told.push(`${one.by} commits ${commit.slice(0, 8)}: ${one.content}`);
  // A release that is followed would wait for ever for a slow one before it.
  await gitenv(team, one.by, ['push', 'dev', '--reason', 'it has to be', '--no-follow'], told);
  const code = await gitenv(team, one.by, ['status', '--json'], told);
  demand(code === 0, 'status cannot tell how the environment is');
}

async function gitenv(
  team: Team,
  by: Person,
  args: readonly string[],
  told: string[],
): Promise<number | null> {
  const { exitCode, stderr } = await team.gitenv(by, args);
  told.push(
    `${by}: gitenv ${args.join(' ')} → ${exitCode} ${stderr.trim().replaceAll('\n', '\n    ')}`,
  );
  demand(exitCode !== null && documented.includes(exitCode), `exit code ${exitCode}`);
  return exitCode;
}

interface Status {
  readonly wanted?: { readonly commit: string };
  readonly running?: { readonly commit: string };
  readonly partial?: { readonly commit: string };
  readonly onItsWay: readonly unknown[];
  readonly failed?: unknown;
}

async function statusOf(team: Team): Promise<Status> {
  const { stdout } = await team.gitenv('ben', ['status', '--json']);
  return (JSON.parse(stdout) as { environments: Status[] }).environments[0] as Status;
}

/** What runs is what really is there, or it is said that a deploy has changed a part of it, or goes on. */
async function checkStatus(team: Team, told: string[]): Promise<void> {
  const { wanted, running, partial, onItsWay } = await statusOf(team);
  const live = team.live();
  const between = partial && `, and a part of ${partial.commit}`;
  told.push(`tip ${wanted?.commit}, runs ${running?.commit}${between ?? ''}, really ${live}`);
  if (partial || onItsWay.length > 0) return;
  demand(live === running?.commit, 'status says that a commit runs, and it does not');
}

/** From wherever it is, a commit that fixes it can be pushed, and runs then. */
async function checkWayOn(team: Team, told: string[]): Promise<void> {
  await gitenv(team, 'ben', words.unlock, told);
  await team.pull('ben');
  const commit = await team.commit('ben', 'good');
  const code = await gitenv(team, 'ben', ['push', 'dev', '--reason', 'it fixes it'], told);
  demand(code === 0, 'a fix cannot be released');
  demand(team.live() === commit, 'a fix was said to be released, and does not run');
  await team.finish();
  const { wanted, running, partial, onItsWay } = await statusOf(team);
  demand(wanted?.commit === commit && running?.commit === commit, 'status does not see the fix');
  demand(!partial, 'status sees a part of another commit beside the fix');
  demand(onItsWay.length === 0, 'something is on its way that nobody started');
}
