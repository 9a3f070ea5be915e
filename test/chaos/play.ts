import path from 'node:path';
import { standBetween } from '../deploy/faults';
import type { Ended } from '../deploy/stage';
import { demand, Violation } from '../model/play/demand';
import { Check } from './check';
import { orHangs } from './hang';
import type { Ledger } from './ledger';
import { killIn, Town } from './town';
import { faults, type Story, type Turn, words } from './trouble';

/** As the README documents them; 1 is a bug in gitenv, and what git itself ends with. */
const ofGitenv = [0, 2, 3, 4, 5, 6, 130];
const ofGit = [0, 1, 128];

/** Plays a story with the built commands. @throws with the story, if something is that must never be */
export async function play(story: Story, ledger: Ledger): Promise<void> {
  const town = await Town.found(story.people);
  const check = new Check(town);
  const told: string[] = [];
  try {
    await check.quiet(told);
    for (const round of story.rounds) {
      const ended = await Promise.all(round.map((turn) => take(town, turn, told, ledger)));
      await heal(town);
      ledger.rounds += 1;
      for (const { released } of ended) if (released) check.acknowledge(released);
      await check.quiet(told);
    }
    await check.wayOn(told);
  } catch (error) {
    ledger.lost += 1;
    const why = error instanceof Violation ? error.message : String((error as Error).stack);
    throw new Error([why, ...told].join('\n  '));
  } finally {
    await town.leave();
  }
}

async function heal(town: Town): Promise<void> {
  town.disk.free();
  await town.serverIsUp();
  // Of somebody who was cut off.
  await town.run(0, words.unlock);
}

interface Taken {
  /** The commit that somebody was told is released. */
  readonly released?: string;
}

async function take(town: Town, turn: Turn, told: string[], ledger: Ledger): Promise<Taken> {
  const { by, types, content } = turn;
  const pushes = types.endsWith('push');
  const commit = pushes ? await town.commit(by, content) : undefined;
  const { exitCode, stderr, isKilled, wasHit } = await troubled(town, turn);
  // Releases wait for as long as a lock stays, and their people with them.
  if (types === 'lock') await town.run(by, words.unlock);
  const how = exitCode ?? 'killed';
  const change = commit ? ` ${commit.slice(0, 8)} (${content})` : '';
  const where = wasHit ? ` [${turn.trouble} at ${turn.at}, ${turn.times} ×]` : '';
  told.push(
    `${by}: ${types}${change}${where} → ${how} ${stderr.trim().replaceAll('\n', '\n    ')}`,
  );
  ledger.enter(wasHit ? turn.trouble : 'none', how, stderr);
  const documented = words[types][0] === 'git' ? ofGit : ofGitenv;
  demand(isKilled || documented.includes(exitCode ?? -1), `${types} ended with ${exitCode}`);
  demand(!/^ {4}at .*:\d+:\d+\)?$/m.test(stderr), `${types} prints where its code failed`);
  demand(
    exitCode === 0 || isKilled || /^(gitenv|fatal|error): |^ ! /m.test(stderr),
    `${types} failed without a word`,
  );
  return commit !== undefined && exitCode === 0 ? { released: commit } : {};
}

interface Troubled extends Ended {
  readonly isKilled: boolean;
  /** Whether the trouble came: a command may have ended before. */
  readonly wasHit: boolean;
}

/** Runs a command through a network, in which the trouble comes with a request. */
async function troubled(town: Town, turn: Turn): Promise<Troubled> {
  const { by, types, trouble, at, times } = turn;
  let requests = 0;
  let group = 0;
  let isKilled = false;
  let wasHit = trouble === 'clock 20 min behind';
  const network = await standBetween(town.endpoint, async (operation) => {
    requests += 1;
    // Somebody makes room again.
    if (requests >= at + times) town.disk.free();
    if (requests < at || requests >= at + times) return undefined;
    const isFirst = requests === at;
    wasHit = true;
    switch (trouble) {
      case 'server killed':
      case 'server killed, up again later':
        if (!isFirst) return trouble === 'server killed' ? undefined : 'reset';
        await town.serverDies();
        if (trouble === 'server killed') await town.serverIsUp();
        return 'reset';
      case 'gitenv killed':
      case 'everything of the terminal killed':
        isKilled = true;
        killIn(group, trouble === 'gitenv killed' ? 'gitenv' : 'all');
        return 'reset';
      case 'disk full':
        wasHit = town.disk.fill();
        return undefined;
      case 'throttled':
        // CodeCommit's git knows no throttling.
        return operation === '' ? undefined : faults[trouble];
      default:
        return faults[trouble];
    }
  });
  const behind = path.join(__dirname, 'behind.cjs');
  const env = {
    AWS_ENDPOINT_URL: network.endpoint,
    ...(trouble === 'clock 20 min behind' && { NODE_OPTIONS: `--require ${behind}` }),
  };
  try {
    const running = town.run(by, words[types], env, (id) => {
      group = id;
    });
    const ended = await orHangs(running, `${types} [${trouble} at ${at}]`, () =>
      killIn(group, 'all'),
    );
    return { ...ended, isKilled, wasHit };
  } finally {
    await network.close();
  }
}
