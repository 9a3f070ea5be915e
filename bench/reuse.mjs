import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { median, seconds, timeOf, times } from './measure.mjs';
import { makeScene, project } from './scene.mjs';

const rounds = 5;
const bound = 0.2;

/** What the build of each example does; what it does not, no stored bundle can save. */
const examples = [
  { name: 'links', kit: 'script', does: 'tests' },
  { name: 'alerts', kit: 'cdk', does: 'npm ci, tests, cdk synth' },
  { name: 'quotas', kit: 'cloudformation', does: 'tests' },
  { name: 'site', kit: 'static-site', does: 'makes 2 pages', configure: withTemplate },
];

/** Whole releases of the examples: one that builds its commit, and one of the same commit after it. */
export function* reuse() {
  for (const example of examples) {
    const what = `${example.name} (${example.does}) with its bundle reused`;
    let pairs;
    try {
      pairs = withScene(example, (scene) => Array.from({ length: rounds }, () => round(scene)));
    } catch ({ message }) {
      // npm ci needs its registry.
      yield { what, measured: 'nothing', beside: message.split('\n')[0], result: '', bound: '' };
      continue;
    }
    const by = (clock) => pairs.map((pair) => pair.map((release) => release[clock]));
    yield rowOf(`${what}, by the pipeline`, by('inside'));
    yield rowOf(`${what}, by who waits at the terminal`, by('outside'));
  }
}

function round(scene) {
  scene.commit();
  const built = releaseOf(scene, 'push');
  return [releaseOf(scene, 'redeploy'), built];
}

function rowOf(what, pairs) {
  const ratio = median(pairs.map(([reused, built]) => reused / built));
  return {
    what,
    measured: seconds(median(pairs.map(([reused]) => reused))),
    beside: `the release that built it: ${seconds(median(pairs.map(([, built]) => built)))}`,
    result: times(ratio),
    bound: `≤ ${bound.toFixed(2)} ×`,
    within: ratio <= bound,
  };
}

function withScene({ name, kit, configure }, use) {
  let machine;
  const write = (work) => {
    const filter = (file) => !file.endsWith('node_modules');
    fs.cpSync(path.join(project, 'examples', name), work, { recursive: true, filter });
    if (fs.existsSync(path.join(work, 'machine'))) machine = startMachine(work);
  };
  let scene;
  try {
    scene = makeScene({ write, environments: ['dev'], kit, configure });
    return use(scene);
  } finally {
    machine?.kill();
    scene?.end();
  }
}

/** As the kit's README says of a site whose bucket is made by a template of its own. */
function withTemplate(work) {
  const change = (name, by) => {
    const file = path.join(work, name);
    fs.writeFileSync(file, by(fs.readFileSync(file, 'utf8')));
  };
  const kit = { name: 'static-site', site: 'dist', template: 'site.yml' };
  change('gitenv.json', (text) => JSON.stringify({ ...JSON.parse(text), kit }));
  change('buildspec.yml', (text) =>
    text.replace('--from dist', '--from dist --from site.yml --from parameters'),
  );
}

/** What the example's deploy puts its releases on. */
function startMachine(work) {
  const home = path.join(work, '..', 'machines', 'dev');
  fs.mkdirSync(home, { recursive: true });
  fs.writeFileSync(path.join(work, 'machine/machines.json'), JSON.stringify({ dev: home }));
  const program = path.join(home, '..', 'machine.mjs');
  fs.copyFileSync(path.join(work, 'machine/machine.js'), program);
  return spawn(process.execPath, [program, 'dev', home], { stdio: 'ignore' });
}

function releaseOf({ env, work, run }, verb) {
  const outside = timeOf('gitenv', [verb, 'dev'], { env, cwd: work });
  const { releases } = JSON.parse(run('gitenv', 'history', 'dev', '--limit', '1', '--json'));
  return { outside, inside: releases[0].durationMs };
}
