import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { copyImage } from '../../../lib/aws/images/images';
import { digestOf } from '../../../lib/bundle/manifest';
import { buildVariables, purposeVariable } from '../../../lib/contract';
import { testAccount, testRegion } from '../../local/machine';
import { Registry } from '../../local/services/ecr/registry';
import { Workbench } from './workbench';

const modules = path.resolve(__dirname, '../../../node_modules');
const registryHost = `${testAccount}.dkr.ecr.${testRegion}.amazonaws.com`;

/** A stack whose only resource shows what it was given, where a function or a service would run it. */
const template = `
Parameters:
  GitenvImage: { Type: String }
Resources:
  Running:
    Type: AWS::SSM::Parameter
    Properties: { Name: /orders/image, Type: String, Value: !Ref GitenvImage }
Outputs:
  Image: { Value: !GetAtt Running.Value }
`;

let bench: Workbench;
let scratch: string;
beforeEach(async () => {
  bench = await Workbench.open();
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-docker-'));
  fs.mkdirSync(path.join(scratch, 'bin'));
  fs.copyFileSync(path.join(__dirname, 'docker-stand-in.cjs'), path.join(scratch, 'bin/docker'));
  fs.chmodSync(path.join(scratch, 'bin/docker'), 0o755);
  fill(bench);
});
afterEach(async () => {
  await bench.close();
  fs.rmSync(scratch, { recursive: true });
});

function fill(one: Workbench, settings: object = {}): Workbench {
  one.env = {
    PATH: `${scratch}/bin:${process.env.PATH}`,
    GITENV_TEST_DOCKER: scratch,
    GITENV_TEST_MODULES: modules,
    CODEBUILD_BUILD_ARN: `arn:aws:codebuild:${testRegion}:${testAccount}:build/orders-build:1`,
  };
  one.write('Dockerfile', 'FROM scratch\nCOPY . .\n');
  one.write('template.yml', template);
  one.write('gitenv.json', JSON.stringify({ kit: { name: 'ecs', ...settings } }));
  return one;
}

/** How docker was called, most of all with what. */
const calls = (): string[][] =>
  fs
    .readFileSync(path.join(scratch, 'calls'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const registry = () => new Registry(bench.machine);

async function imageOfStack(): Promise<string | undefined> {
  const client = new CloudFormationClient(bench.machine.client());
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'orders' }));
  return Stacks?.[0]?.Outputs?.[0]?.OutputValue;
}

describe.each(['lambda-image', 'ecs'])('the kit %s', (kit) => {
  beforeEach(() => bench.write('gitenv.json', JSON.stringify({ kit })));

  test('makes the image once, pushes it under its commit, and deploys it by its digest', async () => {
    expect(await bench.buildspec(kit, 'buildspec.yml')).toMatchObject({ status: 0, stderr: '' });
    const tag = `${registryHost}/orders:${bench.commit}`;
    expect(calls()).toEqual([
      [
        'build',
        ...['--tag', tag, '--file', 'Dockerfile', '--platform', 'linux/amd64'],
        ...['--label', `org.opencontainers.image.revision=${bench.commit}`],
        ...['--build-arg', `GITENV_COMMIT=${bench.commit}`, '.'],
      ],
      ['login', '--username', 'AWS', '--password-stdin', registryHost],
      ['push', tag],
      ['logout', registryHost],
    ]);
    const { images, files, digest } = await bench.manifest();
    const [image] = images ?? [];
    expect(image).toMatchObject({ repository: 'orders', tag: bench.commit });
    expect(digest).toBe(digestOf(files, images));
    expect(digest).not.toBe(digestOf(files));
    expect(await bench.buildspec(kit, 'deployspec.yml')).toMatchObject({ status: 0, stderr: '' });
    expect(await imageOfStack()).toBe(`${registryHost}/orders@${image?.digest}`);
  });
});

describe('an image', () => {
  const build = (one = bench) => one.buildspec('ecs', 'buildspec.yml');

  test('is in a repository whose tags are immutable, which the first build makes', async () => {
    expect((await build()).stdout).toContain("Created the image repository 'orders'");
    expect(await registry().call('DescribeRepositories')).toMatchObject({
      repositories: [{ repositoryName: 'orders', imageTagMutability: 'IMMUTABLE' }],
    });
  });

  test('is made by no second build of its commit', async () => {
    await build();
    const { stdout } = await build(fill(bench.another()));
    expect(stdout).toContain('tests and build are skipped.');
    expect(calls().filter(([verb]) => verb === 'build')).toHaveLength(1);
  });

  test('is taken where an earlier build has pushed it and left no bundle', async () => {
    bench.write('.gitenv/kit.cjs', bench.read('.gitenv/kit.cjs'));
    const { digest } = await pushed();
    expect((await build()).stdout).toContain('An earlier build has pushed the image');
    expect((await bench.manifest()).images).toEqual([
      { repository: 'orders', tag: bench.commit, digest },
    ]);
    expect(fs.existsSync(path.join(scratch, 'calls'))).toBe(false);
  });

  test('of two builds at once is the one that was pushed first, in both', async () => {
    const builds = [bench, fill(bench.another())];
    for (const [index, one] of builds.entries()) {
      one.env.GITENV_TEST_DOCKER_TOGETHER = '2';
      // Each belongs to a release of its own, which its change set is named after.
      one.env[buildVariables.executionId] = `${index}1111111-2222-4333-8444-555555555555`;
    }
    const ended = await Promise.all(builds.map((one) => build(one)));
    expect(ended).toMatchObject([{ status: 0 }, { status: 0 }]);
    const said = ended.map(({ stdout }) => stdout).join('');
    expect(said.split('Pushed the image orders@')).toHaveLength(2);
    expect(said.split('pushed its image first, which is taken: orders@')).toHaveLength(2);
    expect(calls().filter(([verb]) => verb === 'push')).toHaveLength(2);
    const manifest = await bench.manifest();
    expect(await registry().call('ListImages', { repositoryName: 'orders' })).toEqual({
      imageIds: [{ imageTag: bench.commit, imageDigest: manifest.images?.[0]?.digest }],
    });
    for (const one of builds) {
      const { digest, images } = JSON.parse(one.read('.gitenv/release/manifest.json'));
      expect({ digest, images }).toEqual({ digest: manifest.digest, images: manifest.images });
    }
  });

  test('that cannot be pushed fails the build, which leaves no bundle', async () => {
    await registry().call('CreateRepository', { repositoryName: 'orders' });
    const nobody = { Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage' };
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [nobody] });
    await registry().call('SetRepositoryPolicy', { repositoryName: 'orders', policyText });
    const { status, stderr } = await build();
    expect(status).toBe(1);
    expect(stderr).toContain('AccessDeniedException');
    expect(stderr).toContain('docker push ended with 1.');
    expect(await bench.keys('bundles/')).toEqual([]);
  });

  test('is made after the tests, and not where they fail', async () => {
    bench.write('build', '#!/bin/sh\nexit 3\n', 0o755);
    expect((await build()).status).toBe(1);
    expect(fs.existsSync(path.join(scratch, 'calls'))).toBe(false);
  });

  test('is made as gitenv.json says', async () => {
    fill(bench, {
      dockerfile: 'docker/Dockerfile',
      context: 'app',
      platform: 'linux/arm64',
      buildArgs: { NODE: '22' },
    });
    bench.write('docker/Dockerfile', 'FROM scratch\n');
    expect(await build()).toMatchObject({ status: 0 });
    expect(calls()[0]?.slice(3)).toEqual([
      ...['--file', 'docker/Dockerfile', '--platform', 'linux/arm64'],
      ...['--label', `org.opencontainers.image.revision=${bench.commit}`],
      ...['--build-arg', 'NODE=22', '--build-arg', `GITENV_COMMIT=${bench.commit}`, 'app'],
    ]);
  });

  test('that cannot be built fails the build, and leaves neither bundle nor image', async () => {
    bench.write('Dockerfile', 'FROM scratch\nRUN false\n');
    const { status, stderr } = await build();
    expect(status).toBe(1);
    expect(stderr).toContain('docker build ended with 1. Where it says that there is no daemon');
    expect(await bench.keys('bundles/')).toEqual([]);
    expect(await registry().call('ListImages', { repositoryName: 'orders' })).toMatchObject({
      imageIds: [],
    });
  });

  test('says that there is no docker', async () => {
    const bin = path.join(scratch, 'nothing');
    fs.mkdirSync(bin);
    for (const name of ['node', 'true'])
      fs.symlinkSync(name === 'node' ? process.execPath : '/bin/true', path.join(bin, name));
    bench.env.PATH = bin;
    const { status, stderr } = await bench.run(process.execPath, [
      ...['.gitenv/kit.cjs', 'bundle', '--image', '--', 'true'],
    ]);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'gitenv: There is no docker in this build: name a build image that has it.\n',
    });
  });

  test('has to be named by the template', async () => {
    bench.write(
      'template.yml',
      template
        .replaceAll('GitenvImage', 'Image')
        .replace('!Ref Image', 'x')
        .replace('Type: String }', 'Type: String, Default: x }'),
    );
    expect((await build()).stderr).toContain('The template declares no parameter GitenvImage');
  });

  test('is neither made nor pushed for a plan, which says so and names none', async () => {
    await build();
    await bench.buildspec('ecs', 'deployspec.yml');
    const made = calls().length;
    const next = fill(bench.another('d'.repeat(40)));
    next.env[purposeVariable] = 'plan';
    const { status, stdout } = await build(next);
    expect(status).toBe(0);
    expect(stdout).toContain(
      "The image of this commit is not built yet, since only a release pushes one: 'image-not-built-yet' stands here for its digest.",
    );
    expect(stdout).toContain('The plan for dev: 1 to change.');
    expect(stdout).toMatch(
      /Value: \S+orders@sha256:[0-9a-f]{8}… → \S+orders:image-not-built-yet\n/,
    );
    expect(calls()).toHaveLength(made);
    expect(await registry().call('ListImages', { repositoryName: 'orders' })).toMatchObject({
      imageIds: [{ imageTag: bench.commit }],
    });
    expect(await bench.keys(`bundles/${next.commit}`)).toEqual([]);
  });

  test('that is there already is what a plan names', async () => {
    const { digest } = await pushed();
    bench.env[purposeVariable] = 'plan';
    const { stdout } = await build();
    expect(stdout).toContain('An earlier build has pushed the image');
    expect(stdout).not.toContain('not built yet');
    expect(JSON.parse(bench.read('.gitenv/release/manifest.json')).images).toMatchObject([
      { digest },
    ]);
  });

  test('that did not come along with its bundle is asked for before anything is planned', async () => {
    await build();
    const [image] = (await bench.manifest()).images ?? [];
    await registry().call('BatchDeleteImage', {
      repositoryName: 'orders',
      imageIds: [{ imageDigest: image?.digest }],
    });
    const { status, stderr } = await build(fill(bench.another()));
    expect(status).toBe(1);
    expect(stderr).toContain(`The image repository 'orders' of dev has no ${image?.digest}`);
    expect(stderr).toContain('hint: gitenv redeploy dev\n');
  });

  test('goes to another account as it is', async () => {
    await build();
    const [image] = (await bench.manifest()).images ?? [];
    const account = (number: string) => ({
      region: testRegion,
      endpoint: () => bench.machine.endpoint,
      credentials: async () => bench.machine.client(number).credentials,
    });
    if (!image) throw new Error('the bundle has no image');
    const [dev, stg] = [account(testAccount), account('222222222222')];
    expect(await copyImage(dev, stg, image)).toBe('copied');
    const there = await new Registry(bench.machine, '222222222222').call('DescribeImages', {
      repositoryName: 'orders',
    });
    expect(there).toMatchObject({
      imageDetails: [{ imageDigest: image.digest, imageTags: [bench.commit] }],
    });
  });

  async function pushed() {
    await registry().call('CreateRepository', { repositoryName: 'orders' });
    return registry().push('orders', 'pushed before', bench.commit);
  }
});
