import fs from 'node:fs';
import path from 'node:path';
import { ListObjectsV2Command, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { objectKeys } from '../../lib/object-keys';
import { testAccount, testRegion } from '../local/machine';
import { until } from '../local/until';
import { KitStage } from './going-back';

const words = ['prune', 'dev', '--keep', '0', '--older', '0m'];
const parameters = `arn:aws:ssm:${testRegion}:${testAccount}:parameter/limit*`;

let kit: KitStage;
beforeEach(async () => {
  kit = await KitStage.set();
});
afterEach(() => kit.destroy());

async function keys(Prefix: string): Promise<string[]> {
  const s3 = new S3Client(kit.stage.machine.client());
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: await kit.bucket(), Prefix }),
  );
  return Contents.map(({ Key = '' }) => Key);
}

const bundles = async () =>
  (await keys(objectKeys.bundles)).filter((key) => key.endsWith('/manifest.json'));

/** A template that is too long for a request, and so goes by way of the bucket. */
function long(value: string): Record<string, string> {
  const limits = Array.from({ length: 120 }, (_, index) => [
    `Limit${index}`,
    {
      Type: 'AWS::SSM::Parameter',
      Metadata: { note: 'n'.repeat(400) },
      Properties: { Name: `/limit/${index}`, Type: 'String', Value: value },
    },
  ]);
  return { 'template.yml': JSON.stringify({ Resources: Object.fromEntries(limits) }) };
}

/** Sets a release going that then waits for approval. */
async function propose(subject: string, value: string): Promise<string> {
  const commit = await kit.begin(subject, long(value));
  await kit.stage.machine.idle();
  return commit;
}

async function approve(commit: string): Promise<void> {
  const { exitCode, stderr } = await kit.stage.gitenv(['approve', 'dev', commit, '--yes']);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
}

test('what waits for approval stays with its template, and a bucket that keeps versions is told', async () => {
  const rights = ['ssm:PutParameter', 'ssm:DeleteParameter', 'ssm:GetParameters'];
  const DeployPolicies = await kit.policy('limits', { [parameters]: rights });
  await kit.install({ Approval: 'yes', DeployPolicies });
  kit.useKit('cloudformation');
  for (const value of ['1', '2', '3']) await approve(await propose(`Release ${value}`, value));
  const waiting = await propose('Waits', '4');
  expect(await keys(objectKeys.templates)).toHaveLength(4);

  const s3 = new S3Client(kit.stage.machine.client());
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: await kit.bucket(), VersioningConfiguration }),
  );
  const shown = await kit.stage.gitenv([...words, '--dry-run']);
  expect(shown.stdout).toContain(`${await kit.bucket()} keeps versions: what is deleted stays`);
  expect(shown.stdout).toMatch(/bundles +2 /);
  expect(shown.stdout).toMatch(/templates +2 /);
  const pruned = await kit.stage.gitenv([...words, '--yes']);
  expect(pruned.stdout).toContain('dev: deleted 2 bundles, 2 templates (');
  expect(await keys(objectKeys.templates)).toHaveLength(2);
  expect(await bundles()).toHaveLength(2);
  await approve(waiting);
});

test('nothing goes while a build is not over, which may make any bundle again', async () => {
  await kit.install();
  kit.useKit('script');
  const gate = path.join(kit.stage.folder, 'gate');
  fs.writeFileSync(gate, '');
  const waits = `until [ -e '${gate}' ]; do touch '${gate}.waits'; sleep 0.1; done`;
  kit.write('build', `#!/usr/bin/env bash\n${waits}\necho "$GITENV_COMMIT" >product\n`, 0o755);
  kit.write('deploy', '#!/usr/bin/env bash\ncat product\n', 0o755);
  await kit.release('First');
  await kit.release('Second');
  fs.rmSync(gate);
  await kit.begin('Third', {});
  await until(() => fs.existsSync(`${gate}.waits`));
  const shown = await kit.stage.gitenv([...words, '--yes']);
  expect(shown).toMatchObject({ exitCode: 0 });
  expect(shown.stdout).toMatch(
    /There is nothing to delete\.\nEverything in \S+ stays, because the build of [0-9a-f]{8} is not over, and may need any of it\./,
  );
  expect(await bundles()).toHaveLength(2);
  fs.writeFileSync(gate, '');
  await kit.stage.machine.idle();
  expect((await kit.stage.gitenv([...words, '--yes'])).stdout).toContain('deleted 2 bundles');
});
