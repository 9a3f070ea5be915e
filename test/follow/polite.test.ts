import fs from 'node:fs';
import { followRelease } from '../../lib/follow/follow';
import { openEnvironment } from '../../lib/target/open-environment';
import { Releases } from '../../lib/target/releases';
import { useAwsFiles } from '../aws/aws-files';
import { type Fault, type Faults, standBetween, throttled } from '../deploy/faults';
import { environmentOf, install, type Stage, setStage } from '../deploy/stage';
import { HandTime } from './hand-time';
import { ScriptedBuilds } from './scripted-builds';

const minute = 60_000;

let builds: ScriptedBuilds;
let stage: Stage;
let time: HandTime;
let faults: Faults;
let refuse: (operation: string) => Fault | undefined;
let files: ReturnType<typeof useAwsFiles>;
beforeAll(async () => {
  builds = new ScriptedBuilds();
  stage = await setStage({ services: builds.services });
  await install(stage);
  faults = await standBetween(stage.machine.endpoint, (operation) => refuse(operation));
  const config = fs.readFileSync(stage.env.AWS_CONFIG_FILE ?? '', 'utf8');
  files = useAwsFiles(config.replaceAll(stage.machine.endpoint, faults.endpoint));
});
beforeEach(() => {
  time = new HandTime();
  refuse = () => undefined;
});
afterAll(async () => {
  files.restore();
  await faults.close();
  await stage.destroy();
});

/** Until all that goes on waits for a build. */
async function rest(): Promise<void> {
  do await new Promise(setImmediate);
  while (stage.machine.machine.busy > builds.awaited);
}

let made = 0;
/** Pushes a commit, whose builds last as long as they are said to. @returns the id of its release */
async function push(buildMs: number, deployMs: number, onEnd = () => {}): Promise<string> {
  made += 1;
  await stage.commit(`Change ${made}`);
  await stage.git(['push', '--quiet', 'dev'], { env: { GITENV_FOLLOW: '0' } });
  await rest();
  time.at(buildMs, () => builds.end());
  time.at(buildMs + deployMs, () => {
    builds.end();
    onEnd();
  });
  const [release] = await new Releases(await openEnvironment(environmentOf('dev'))).latest(1);
  return release?.id ?? '';
}

/** Prints a line every so many ms until the time is over. @returns what was printed */
function chatter(everyMs: number, forMs: number): string[] {
  const lines: string[] = [];
  for (let ms = everyMs; ms < forMs; ms += everyMs)
    time.at(ms, () => {
      const line = `line ${lines.length}`;
      if (builds.print(line)) lines.push(line);
    });
  return lines;
}

async function follow(id: string, told: string[] = [], printed: string[] = []) {
  const open = await openEnvironment(environmentOf('dev'));
  const progress = {
    say: (line: string) => told.push(line.replace(/^dev: /, '')),
    log: (line: string) => printed.push(line),
    whenInterrupted: () => undefined,
  };
  return followRelease(open, { id }, progress, time);
}

describe('following a release of ten minutes', () => {
  test.each([
    ['whose builds print a line every 0.4 s', 400],
    ['whose builds print nothing', 20 * minute],
  ])('%s asks AWS at most 40 times a minute, and ends at most 3 s after it', async (_, everyMs) => {
    const [told, printed] = [[] as string[], [] as string[]];
    let end = 0;
    const id = await push(5 * minute, 5 * minute, () => {
      end = time.now().getTime();
    });
    const lines = chatter(everyMs, 10 * minute);
    const before = faults.asked.length;
    const [ended] = await time.until([follow(id, told, printed)], rest);
    expect(ended?.status).toBe('Succeeded');
    expect(told.filter((line) => / is running$/.test(line))).toEqual([
      'Source is running',
      'Build is running',
      'Deploy is running',
    ]);
    expect(printed).toEqual(lines);
    expect(faults.asked.length - before).toBeLessThanOrEqual(400);
    expect(time.now().getTime() - end).toBeLessThanOrEqual(3000);
  });
});

describe('where AWS limits requests', () => {
  test('slows down for as long as it does, and follows to the end', async () => {
    const id = await push(10 * minute, minute);
    const [from, to] = [time.now().getTime() + minute, time.now().getTime() + 8 * minute];
    let refused = 0;
    refuse = () => {
      const now = time.now().getTime();
      if (now < from || now > to) return undefined;
      refused += 1;
      return throttled;
    };
    const told: string[] = [];
    const [ended] = await time.until([follow(id, told)], rest);
    expect(ended?.status).toBe('Succeeded');
    expect(told.at(-1)).toMatch(/^\w{8} is released/);
    expect(refused).toBeGreaterThan(8);
    expect(refused).toBeLessThan(40);
  });

  test('fifty people who follow in one account come to share ten requests a second', async () => {
    const id = await push(minute, 10_000);
    const began = time.now().getTime();
    const asked = new Map<string, number>();
    const late = { asked: 0, refused: 0 };
    refuse = (operation) => {
      const ms = time.now().getTime() - began;
      const second = `${operation} in second ${Math.floor(ms / 1000)}`;
      const count = (asked.get(second) ?? 0) + 1;
      asked.set(second, count);
      const isLate = ms > 30_000 && ms < minute;
      if (isLate) late.asked += 1;
      if (isLate && count > 10) late.refused += 1;
      return count > 10 ? throttled : undefined;
    };
    const ended = await time.until(
      Array.from({ length: 50 }, () => follow(id)),
      rest,
    );
    expect(ended.map(({ status }) => status)).toEqual(ended.map(() => 'Succeeded'));
    expect(late.asked).toBeGreaterThan(50);
    expect(late.refused).toBeLessThan(late.asked / 10);
  });
});
