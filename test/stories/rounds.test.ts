import fs from 'node:fs';
import path from 'node:path';
import { type Faults, standBetween } from '../deploy/faults';
import { makeInstalledWorld, type World } from './world';

/** The same in each environment and of each commit, so that no bundle has to be copied. */
const build = '#!/usr/bin/env bash\necho made >product\n';
const deploy = '#!/usr/bin/env bash\ncat product\n';

let world: World;
let faults: Faults | undefined;
beforeAll(async () => {
  world = await makeInstalledWorld({ build, deploy });
  await world.ok('git push && gitenv promote stg');
  await world.commit('Nothing new');
  await world.ok('git push');
});
afterEach(() => faults?.close());
afterAll(() => world.end());

/** What is asked of one environment to see how it is. */
const look = [
  'GetBranch',
  'GetPipeline',
  'GetPipelineState',
  'GetRepository',
  'ListActionExecutions',
  'ListPipelineExecutions',
];

/**
 * Runs a command against an AWS that answers what is asked in a round only once all of it has been asked: whoever waits for
 * one answer before asking the next thing of the same round waits for good.
 * @returns what was asked in each round
 */
async function inRounds(line: string, sizes: readonly number[]): Promise<string[][]> {
  const config = world.read(path.join('..', 'aws-config'));
  const endpoint = /endpoint_url = (\S+)/.exec(config)?.[1] ?? '';
  const waiting: (() => void)[] = [];
  const asked: string[][] = [];
  faults = await standBetween(endpoint, async (operation) => {
    const round = asked.findLast(({ length }, at) => length < (sizes[at] ?? 0));
    if (round) round.push(kindOf(operation));
    else asked.push([kindOf(operation)]);
    const full = (asked.at(-1)?.length ?? 0) >= (sizes[asked.length - 1] ?? 0);
    if (full) for (const go of waiting.splice(0)) go();
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return undefined;
  });
  const between = path.join(world.folder, 'aws-config-between');
  fs.writeFileSync(between, config.replaceAll(endpoint, faults.endpoint));
  await world.ok(line, { AWS_CONFIG_FILE: between });
  return asked.map((round) => round.sort());
}

/** Of an object, what kind of thing it is. */
function kindOf(operation: string): string {
  const [, method, prefix] = /^([A-Z]+) .*\b(promoted|bundles)(?:%2F|\/)/.exec(operation) ?? [];
  if (method === undefined) return operation;
  const isList = operation.includes('list-type=2');
  return `${isList ? 'LIST' : method} ${prefix}`;
}

test('promote asks four times, one after the other, before it starts git', async () => {
  const asked = await inRounds('gitenv promote stg --no-follow', [12, 4, 2, 1]);
  expect(asked).toEqual([
    [...look, ...look].sort(),
    ['GET bundles', 'GET bundles', 'LIST bundles', 'LIST promoted'],
    ['HEAD bundles', 'HEAD bundles'],
    ['PUT promoted'],
  ]);
});

test('rollback asks three times, one after the other, before it starts git', async () => {
  const asked = await inRounds('gitenv rollback stg --yes --no-follow', [7, 4, 2]);
  expect(asked).toEqual([
    [...look, 'GetCallerIdentity'].sort(),
    ['GET bundles', 'GetPipelineExecution', 'LIST bundles', 'LIST promoted'],
    ['GetPipelineState', 'HEAD bundles'],
  ]);
});
