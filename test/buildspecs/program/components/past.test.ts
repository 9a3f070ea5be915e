import fs from 'node:fs';
import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { digestOf } from '../../../../lib/bundle/manifest';
import { objectKeys } from '../../../../lib/object-keys';
import { Workbench } from '../workbench';

const components = { api: { path: 'api' }, network: { path: 'network' } };
const build = ['bundle', '--', 'true'];
const deploy = ['deploy', '--', './deploy'];
const choice = '.gitenv/release/components.json';

let first: Workbench;
let second: Workbench;
beforeEach(async () => {
  first = fill(await Workbench.open('a'.repeat(40)), 'one');
  second = fill(first.another('b'.repeat(40)), 'two');
});
afterEach(() => first.close());

function fill(bench: Workbench, api: string): Workbench {
  bench.write('gitenv.json', JSON.stringify({ kit: 'script', components }));
  for (const [name, text] of Object.entries({ api, network: 'same' })) {
    bench.write(`${name}/file`, text);
    bench.write(`${name}/deploy`, '#!/bin/sh\n', 0o755);
  }
  return bench;
}

const begin = ({ words, execution, commit }: Workbench) =>
  words.list(execution, commit, 'InProgress');

/** Releases the first commit, which the second comes after. */
async function releaseFirst(): Promise<void> {
  begin(first);
  expect(await first.kit(...build)).toMatchObject({ status: 0 });
  first.words.list(first.execution, first.commit, 'Succeeded');
  begin(second);
}

test('what was released before is known by the digest that CodePipeline has of it', async () => {
  await releaseFirst();
  const { stdout } = await second.kit(...build);
  expect(stdout).toContain('api is applied: its inputs are others than those of aaaaaaaa');
  expect(stdout).toContain('network is skipped: its inputs are those of aaaaaaaa, which runs.\n');
});

test('a deploy decides anew, whatever choice was handed on, and needs none', async () => {
  await releaseFirst();
  await second.kit(...build);
  const said = expect.stringMatching(/^gitenv: Components applied: api; skipped: network\.$/m);
  const evil = ['api', 'network'].map((name) => ({ name, applied: name === 'network', why: '' }));
  second.write(choice, JSON.stringify(evil));
  expect(await second.kit(...deploy)).toMatchObject({ status: 0, stdout: said });
  fs.rmSync(path.join(second.folder, '.gitenv/release'), { recursive: true });
  expect(await second.kit(...deploy)).toMatchObject({ status: 0, stdout: said });
});

test('a deploy that may not ask takes the choice that was handed on', async () => {
  await releaseFirst();
  await second.kit(...build);
  second.words.areDenied = true;
  expect((await second.kit(...deploy)).stdout).toContain('applied: api; skipped: network.\n');
});

test('what an earlier program says that a release was made of is not believed', async () => {
  await releaseFirst();
  const { files, archive, components: made, ...manifest } = await first.manifest();
  const digest = digestOf(files);
  const forged = { ...manifest, version: 1, digest, files, archive, components: made };
  const Key = objectKeys.manifest(first.commit);
  const at = { Bucket: first.bucket, Body: JSON.stringify(forged) };
  await first.s3.send(new PutObjectCommand({ ...at, Key }));
  const below = { ...at, Key: objectKeys.archive(first.commit, archive.sha256) };
  await first.s3.send(new PutObjectCommand(below));
  first.words.say(first.execution, first.commit, digest);
  expect((await second.kit(...build)).stdout).toContain(
    'network is applied: what aaaaaaaa was made of is not known any more.\n',
  );
});
