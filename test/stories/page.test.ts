import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import { type PageData, statusNames } from '../../cli/console/page/common/data';
import { unpacked } from '../../cli/console/page/common/packed';
import { makeInstalledWorld, type World } from './world';

let world: World;
let bad: string;
let good: string;
beforeAll(async () => {
  world = await makeInstalledWorld({
    build: '#!/bin/sh\nmkdir -p dist\n',
    deploy: '#!/bin/sh\ntest "$(cat works)" = yes || { echo it does not start; exit 1; }\n',
  });
  world.write('works', 'yes');
  good = await world.commit('Start');
  await world.ok('git push dev');
  world.write('works', 'no');
  bad = await world.commit('Begin to fail ABC-12');
  await world.sh('git push dev');
  await world.ok('gitenv rollback dev --yes');
});
afterAll(() => world.end());

function dataIn(html: string): PageData {
  const [, json = ''] =
    /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(json);
}

const hashAt = ({ commits }: PageData, place = -1) => unpacked(commits[place]?.[0] ?? '');
const outcomes = ({ environments: [dev] }: PageData) =>
  dev?.releases.map(([, status]) => statusNames[status]);

test('a report has what was released, how it ended, and what undid it', async () => {
  const answer = JSON.parse(await world.ok('gitenv report --out page.html --json'));
  expect(answer).toMatchObject({ file: `${world.repository}/page.html`, releases: 3 });
  const data = dataIn(world.read('page.html'));
  expect(outcomes(data)).toEqual(['Succeeded', 'Failed', 'Succeeded']);
  const [dev, stg] = data.environments;
  expect(hashAt(data, dev?.running?.commit)).toBe(good);
  expect(stg).toMatchObject({ name: 'stg', upstream: 'dev', releases: [] });
  expect(stg?.error).toBeUndefined();
  const [, failed] = dev?.releases ?? [];
  const [first = -1, count] = failed?.[8] ?? [];
  expect([hashAt(data, first), count]).toEqual([bad, 1]);
  expect(failed?.[13]).toMatchObject({ failedIn: 'Deploy' });
  expect(JSON.stringify(failed?.[13])).toContain('it does not start');
});

test('a release that nobody has made is shown as it would be', async () => {
  await world.ok('gitenv promote stg');
  world.write('notes', 'more');
  const next = await world.commit('Write notes');
  const { file } = JSON.parse(await world.ok(`gitenv diff stg ${next} --html next.html --json`));
  const data = dataIn(fs.readFileSync(file, 'utf8'));
  expect(data.opensAt).toBe('#/release/stg/next');
  const [planned] = data.environments[1]?.releases ?? [];
  const named = (place?: number) => hashAt(data, place);
  expect([planned?.[0], named(planned?.[2]), named(planned?.[7])]).toEqual(['next', next, good]);
  // What failed and was rolled back in dev is part of it.
  expect(spreadOut(planned?.[8]).map(named)).toEqual([next, bad]);
});

/** First and count, pair by pair. */
function spreadOut([first, count = 0, ...rest]: readonly number[] = []): number[] {
  if (first === undefined) return [];
  return [...Array.from({ length: count }, (_, index) => first + index), ...spreadOut(rest)];
}

test('the measures of the last environment are told, also where nothing was released', async () => {
  expect(await world.ok('gitenv measures')).toMatch(
    /^prd, .* \(90 days\): nothing was released\.$/,
  );
  await world.ok('gitenv promote stg && gitenv promote prd');
  const answer = JSON.parse(await world.ok('gitenv measures --json'));
  expect(answer).toMatchObject({ environment: 'prd', deployments: 1, failRate: { rate: 0 } });
  expect(await world.ok('gitenv measures')).toContain('deployment frequency');
  const [head, ...weeks] = (await world.ok('gitenv measures --csv')).split('\n');
  expect(head).toBe('environment,from,to,releases,leadMs,failRate,recoveryMs,reworkRate');
  expect(weeks).toHaveLength(12);
  expect(weeks.at(-1)).toMatch(/^prd,.*,1,/);
});

test.each([
  ['gitenv measures --csv --json', '--csv and --json are two answers'],
  ['gitenv measures --since yesterday', '--since takes a length of time'],
  ['gitenv report --out no/such/folder/page.html', 'cannot be written (ENOENT)'],
])('%s is refused', async (line, why) => {
  const { status, stdout, stderr } = await world.sh(line);
  expect(status).not.toBe(0);
  expect(stdout + stderr).toContain(why);
});

test('the console shows a release to the browser that is open, as it happens', async () => {
  const child = spawn('gitenv', ['console', '--print', '--json'], {
    cwd: world.repository,
    env: world.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const { address } = JSON.parse(line);
  const page = await fetch(address);
  expect(outcomes(dataIn(await page.text()))).toEqual(['Succeeded', 'Failed', 'Succeeded']);
  const [cookie = ''] = page.headers.getSetCookie();
  const seen = heardUntil(`${address}events`, cookie.split(';')[0] ?? '', (data) => {
    const [newest] = outcomes(data) ?? [];
    return data.environments[0]?.releases.length === 4 && newest === 'Succeeded';
  });
  world.write('works', 'yes');
  const next = await world.commit('Works again');
  await world.ok('git push dev');
  const data = await seen;
  expect(hashAt(data, data.environments[0]?.running?.commit)).toBe(next);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([130, null]);
});

/** The first data that is looked for, of those that the console tells. */
function heardUntil(address: string, cookie: string, isIt: (data: PageData) => boolean) {
  return new Promise<PageData>((resolve, reject) => {
    const request = http.get(address, { headers: { cookie } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        const found = events
          .map((event) => JSON.parse(event.split('\ndata: ')[1] ?? ''))
          .find(isIt);
        if (!found) return;
        request.destroy();
        resolve(found);
      });
    });
    request.on('error', reject).end();
  });
}
