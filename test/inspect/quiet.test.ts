import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { statusOf } from '../../lib/inspect/status';
import { type Faults, standBetween } from '../deploy/faults';
import { type Name, type Pipelines, setPipelines } from '../deploy/pipelines';

let pipelines: Pipelines;
let faults: Faults;
let keptIn: string;
beforeEach(async () => {
  pipelines = await setPipelines();
  faults = await standBetween(pipelines.machine.endpoint, () => undefined);
  keptIn = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-kept-'));
});
afterEach(async () => {
  await faults.close();
  await pipelines.destroy();
});

/** @returns how each stands, and what was asked for that */
async function look(folder: string | undefined = keptIn) {
  const before = faults.asked.length;
  process.env.AWS_ENDPOINT_URL = faults.endpoint;
  try {
    const options = { patienceMs: 20_000, keptIn: folder };
    const all = await statusOf(pipelines.environments, { cwd: pipelines.root }, options);
    return { all, asked: faults.asked.slice(before) };
  } finally {
    delete process.env.AWS_ENDPOINT_URL;
  }
}

/** Everything, as it is without anything kept. */
async function truth() {
  return (await look(undefined)).all;
}

const names: Name[] = ['dev', 'stg', 'prd'];
async function deployEverywhere(commit: string): Promise<void> {
  for (const name of names) await pipelines.deploy(name, commit);
}

test('three environments in which nothing happens cost nine requests, and three more for each where something does', async () => {
  const [first, second] = [pipelines.commit('One'), pipelines.commit('Two')];
  await deployEverywhere(first);
  expect((await look()).all).toEqual(await truth());
  const quiet = await look();
  expect(quiet.all).toEqual(await truth());
  expect(quiet.asked.length).toBeLessThanOrEqual(9);

  await pipelines.push('dev', second);
  await pipelines.release('dev', second);
  const waiting = await look();
  expect(waiting.all[0]?.onItsWay).toHaveLength(1);
  expect(waiting.all).toEqual(await truth());
  expect(waiting.asked.length).toBeLessThanOrEqual(12);
  expect(await look()).toMatchObject({ all: waiting.all });

  await pipelines.answer('dev', 'Rejected');
  const failed = await look();
  expect(failed.all[0]?.failed).toMatchObject({ commit: second });
  expect(failed.all).toEqual(await truth());
  expect(failed.asked.length).toBeLessThanOrEqual(12);
});

test('a branch that has moved without a release is told of', async () => {
  const [first, second] = [pipelines.commit('One'), pipelines.commit('Two')];
  await deployEverywhere(first);
  await look();
  await pipelines.push('stg', second);
  const { all } = await look();
  expect(all[1]).toMatchObject({ wanted: { commit: second }, running: { commit: first } });
  expect(all).toEqual(await truth());
});

test('a commit that was rolled back is still held when all is quiet', async () => {
  const [good, bad] = [pipelines.commit('Good'), pipelines.commit('Bad')];
  await pipelines.deploy('dev', good);
  await pipelines.deploy('dev', bad);
  await pipelines.push('dev', good);
  await pipelines.release('dev', good);
  await pipelines.answer('dev', 'Approved');
  const [seen, quiet] = [await look(), await look()];
  expect(quiet.all[0]?.held).toMatchObject([{ commit: bad }]);
  expect(quiet.all[0]).toEqual(seen.all[0]);
  expect(quiet.all).toEqual(await truth());
});

test('another account than the recorded one is not taken for it', async () => {
  await deployEverywhere(pipelines.commit('One'));
  await look();
  const [dev, stg] = pipelines.environments;
  if (!dev || !stg) throw new Error('there are no environments');
  const wrong = { ...dev, profile: stg.profile };
  const [seen] = await statusOf([wrong], { cwd: pipelines.root }, { patienceMs: 20_000, keptIn });
  expect(seen?.error).toMatchObject({ code: 'WRONG_ACCOUNT' });
});
