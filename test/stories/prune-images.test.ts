import { application } from '../deploy/stage';
import { testAccount } from '../local/machine';
import { indexType, Registry } from '../local/services/ecr/registry';
import { People } from '../setup/doctor/person-stage';
import { Docker } from './docker';
import { KitStage } from './going-back';

const repository = `arn:aws:ecr:eu-west-1:${testAccount}:repository/${application}`;

describe.each([
  { name: 'ecs', example: 'courier' },
  { name: 'lambda-image', example: 'quotes' },
])('gitenv prune, with the kit $name', ({ name, example }) => {
  let kit: KitStage;
  beforeEach(async () => {
    kit = await KitStage.set();
    new Docker(kit.stage.folder);
    const DeployPolicies = await kit.policy('service', {
      [repository]: ['ecr:BatchGetImage'],
      '*': ['ecs:*', 'lambda:*', 'iam:*', 'logs:*'],
    });
    await kit.install({ Privileged: 'yes', DeployPolicies });
    kit.useExample(example);
    kit.useKit(name);
  });
  afterEach(() => kit.destroy());

  test('deletes the images of pruned commits, and neither what runs nor what it did not build', async () => {
    const registry = new Registry(kit.stage.machine);
    const commits: string[] = [];
    for (const subject of ['First', 'Second', 'Third']) commits.push(await kit.release(subject));
    const [first = '', second = '', third = ''] = commits;
    const { imageDetails } = await registry.call('DescribeImages', { repositoryName: application });
    expect(imageDetails).toHaveLength(3);
    const own = await registry.push(application, 'base', 'base');
    const part = await registry.push(application, 'part');
    const manifests = [{ digest: part.digest, size: part.manifest.length, mediaType: 'x' }];
    const index = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests });
    const imageTag = 'f'.repeat(40);
    await registry.call('PutImage', {
      repositoryName: application,
      imageManifest: index,
      imageTag,
    });
    const env = await new People(kit.stage).with('prune');
    const words = ['prune', 'dev', '--keep', '1', '--older', '0m', '--yes', '--json'];
    const pruned = await kit.stage.gitenv(words, { env });
    expect(pruned).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(pruned.stdout)).toMatchObject({
      deleted: true,
      rows: [
        { kind: 'bundles', count: 1 },
        { kind: 'images', count: 3 },
      ],
    });
    const { imageIds } = await registry.call('ListImages', { repositoryName: application });
    const tags = (imageIds as { imageTag?: string }[]).map((it) => it.imageTag);
    expect(tags.toSorted()).toEqual([second, third, 'base'].toSorted());
    expect(own.digest).toMatch(/^sha256:/);
    expect((await kit.stage.gitenv(['redeploy', 'dev'])).exitCode).toBe(0);
    expect((await kit.stage.gitenv(['rollback', 'dev', '--yes'])).exitCode).toBe(0);
    const further = await kit.stage.gitenv(['rollback', 'dev', '--to', first, '--yes']);
    expect(further.stderr).toContain('so it is built again');
    expect(further.exitCode).toBe(0);
  });
});
