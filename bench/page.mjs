import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { countedRun, median, ms, timeOf } from './measure.mjs';

const count = 10_000;

/** The page of 10,000 releases of as many commits: how long it takes to write, how large it is, and how soon a browser shows it. */
export async function* page({ env }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-bench-page-'));
  const program = path.join(import.meta.dirname, 'long-history-aws.mjs');
  const commits = path.join(folder, 'commits');
  fs.writeFileSync(commits, makeCommits(folder));
  const aws = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, COMMITS: commits, DELAY_MS: '0' },
  });
  try {
    const endpoint = await new Promise((resolve) => {
      aws.stdout.once('data', (text) => resolve(String(text).trim()));
    });
    yield* rowsOf(folder, { ...env, AWS_ENDPOINT_URL: endpoint });
  } finally {
    aws.kill();
    fs.rmSync(folder, { recursive: true });
  }
}

/** @returns their hashes, newest first, a line each */
function makeCommits(folder) {
  timeOf('git', ['init', '-q', folder]);
  const newest = Date.parse('2026-06-01T12:00:00Z') / 1000;
  const stream = Array.from({ length: count }, (_, index) => {
    const at = `Ada Miller <ada@example.invalid> ${newest - (count - index) * 3600} +0000`;
    const subject = `Limit how often one may export, part ${index}`;
    return `commit refs/heads/main\ncommitter ${at}\ndata ${subject.length}\n${subject}\n`;
  });
  execFileSync('git', ['-C', folder, 'fast-import', '--quiet'], { input: stream.join('') });
  return execFileSync('git', ['-C', folder, 'rev-list', 'main'], { encoding: 'utf8' });
}

async function* rowsOf(folder, env) {
  const dev = { region: 'eu-west-1', account: '111111111111', profile: 'gitenv-dev' };
  const config = { application: 'app', environments: { dev } };
  fs.writeFileSync(path.join(folder, 'gitenv.json'), JSON.stringify(config));
  const options = { cwd: folder, env: { ...env, XDG_CACHE_HOME: path.join(folder, 'cache') } };
  const args = ['report', '--since', '2000-01-01', '--out', 'page.html', '--json'];
  const run = () => countedRun('gitenv', args, options);
  const [first, ...later] = [run(), run(), run(), run()];
  const elapsed = median(later.map((it) => it.elapsed));
  const file = path.join(folder, 'page.html');
  const megabytes = fs.statSync(file).size / 1e6;
  const { counts, cpuMs } = later[0];
  yield {
    what: 'gitenv report, 10,000 releases',
    measured: `${ms(elapsed)}, the first time ${ms(first.elapsed)}`,
    beside: `${(first.peakBytes / 1e6).toFixed(0)} MB of memory at most`,
    result: `${megabytes.toFixed(2)} MB`,
    bound: '≤ 3 MB, 3 s',
    within: megabytes <= 3 && elapsed <= 3000,
    counts,
    cpuMs,
  };
  yield* openingOf(file);
}

/** Until everything of the view is there, in a browser that runs already. */
async function* openingOf(file) {
  const executablePath = chromium();
  if (executablePath === undefined) return;
  const { chromium: driver } = await import('playwright-core');
  const browser = await driver.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const empty = await opening(browser, 'about:blank');
    for (const view of ['#/path', '#/timeline']) {
      const elapsed = await opening(browser, `file://${file}${view}`);
      yield {
        what: `the page of 10,000 releases opens, ${view}`,
        measured: ms(elapsed),
        beside: `an empty page: ${ms(empty)}`,
        result: ms(elapsed),
        bound: '≤ 2000 ms',
        within: elapsed <= 2000,
      };
    }
  } finally {
    await browser.close();
  }
}

async function opening(browser, address) {
  const times = [];
  for (let run = 0; run < 3; run++) {
    const tab = await browser.newPage();
    const from = process.hrtime.bigint();
    await tab.goto(address);
    await tab.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
    );
    times.push(Number(process.hrtime.bigint() - from) / 1e6);
    await tab.close();
  }
  return median(times);
}

function chromium() {
  const names = ['chromium', 'chromium-headless-shell', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const all = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return process.env.CHROMIUM ?? all.find((file) => fs.existsSync(file));
}
