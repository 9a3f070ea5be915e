import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { objectKeys } from '../../lib/object-keys';
import { short } from '../deploy/releases';
import { People } from '../setup/doctor/person-stage';
import { KitStage } from './going-back';

let kit: KitStage;
let people: People;
afterEach(() => kit.destroy());

const build = '#!/usr/bin/env bash\necho "made of $GITENV_COMMIT" >product\n';
const deploy = '#!/usr/bin/env bash\ncat product\n';

async function keys(prefix: string): Promise<string[]> {
  const s3 = new S3Client(kit.stage.machine.client());
  const Bucket = await kit.bucket();
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

const manifests = async () =>
  (await keys(objectKeys.bundles)).filter((key) => key.endsWith('/manifest.json'));

/** Runs gitenv as somebody who may do nothing but prune. */
async function prune(...args: string[]) {
  const env = await people.with('prune');
  return kit.stage.gitenv(['prune', 'dev', '--older', '0m', ...args], { env });
}

test('what nothing needs goes, what could be gone back to stays, and what went is built again in so many words', async () => {
  kit = await KitStage.set();
  people = new People(kit.stage);
  await kit.install();
  kit.useKit('script');
  kit.write('build', build, 0o755);
  kit.write('deploy', deploy, 0o755);
  const commits: string[] = [];
  for (const name of ['First', 'Second', 'Third', 'Fourth']) commits.push(await kit.release(name));
  const [first = '', , third = ''] = commits;
  expect(await manifests()).toHaveLength(4);
  const young = await kit.stage.gitenv(['prune', 'dev', '--keep', '1', '--yes']);
  expect(young).toMatchObject({ exitCode: 0 });
  expect(young.stdout).toContain('There is nothing to delete.');
  const shown = await prune('--keep', '1', '--dry-run', '--json');
  expect(shown).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(shown.stdout)).toMatchObject({
    deleted: false,
    environment: 'dev',
    kept: 2,
    rows: [{ kind: 'bundles', count: 2 }],
  });
  expect(await manifests()).toHaveLength(4);
  const asked = await prune('--keep', '1');
  // As every command that nobody answers: a script does not take it for done.
  expect(asked).toMatchObject({ exitCode: 2 });
  expect(asked.stdout).toContain(
    'Nothing was deleted. To delete it: gitenv prune dev --older 0m --keep 1 --yes',
  );
  expect(await manifests()).toHaveLength(4);
  const pruned = await prune('--keep', '1', '--yes');
  expect(pruned).toMatchObject({ exitCode: 0 });
  expect(pruned.stdout).toContain('dev: deleted 2 bundles');
  expect(pruned.stderr.match(/asking what/g)).toHaveLength(1);
  expect(await manifests()).toHaveLength(2);
  const back = await kit.stage.gitenv(['rollback', 'dev', '--yes']);
  expect(back.stderr).toContain('tests and build are skipped');
  expect(back.stderr).toContain(`made of ${third}`);
  const unanswered = await kit.stage.gitenv(['rollback', 'dev', '--to', first]);
  expect(unanswered).toMatchObject({ exitCode: 2 });
  expect(unanswered.stderr).toMatch(
    new RegExp(`  dev has lost the bundle [0-9a-f]{8} of ${short(first)}: it comes from another`),
  );
  const further = await kit.stage.gitenv(['rollback', 'dev', '--to', first, '--yes']);
  expect(further).toMatchObject({ exitCode: 0 });
  expect(further.stderr).toMatch(
    new RegExp(`dev: has lost the bundle [0-9a-f]{8} of ${short(first)}, so it is built again\n`),
  );
  const said = further.stderr.indexOf('so it is built again');
  expect(said).toBeLessThan(further.stderr.indexOf('The bundle of this commit has gone'));
});
