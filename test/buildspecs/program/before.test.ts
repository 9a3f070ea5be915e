import fs from 'node:fs';
import path from 'node:path';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { exitStatuses } from '../../../lib/exit-statuses';
import { type Ended, Workbench } from './workbench';

const older = 'a'.repeat(40);

let bench: Workbench;
beforeEach(async () => {
  bench = await Workbench.open();
  bench.write('gitenv.json', JSON.stringify({ kit: 'script' }));
  bench.write('build', '#!/bin/sh\necho tested > tool\n', 0o755);
  bench.write(
    'release',
    '#!/bin/sh\necho migrated with $(cat tool) in $GITENV_ENVIRONMENT\n',
    0o755,
  );
  bench.write('deploy', '#!/bin/sh\necho deployed\n', 0o755);
});
afterEach(() => bench.close());

const build = () => bench.kit('bundle', '--', './build');
const deploy = (...before: string[]) => bench.kit('deploy', ...before, '--', './deploy');
const said = ({ stdout }: Ended) =>
  stdout.split('\n').filter((line) => /^(migra|deploy)/.test(line));

/** A release of this commit once more, after one of another commit. */
function goBack(): void {
  const first = '99999999-2222-4333-8444-555555555555';
  bench.words.list(first, bench.commit, 'Succeeded');
  bench.words.list('88888888-2222-4333-8444-555555555555', older, 'Succeeded');
  bench.words.list(bench.execution, bench.commit, 'InProgress');
}

describe('what is run before a deploy', () => {
  test('comes first, among the files of the bundle, with what the build has made', async () => {
    await build();
    const ended = await deploy('--before', './release');
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(said(ended)).toEqual(['migrated with tested in dev', 'deployed']);
    expect(ended.stdout).toContain('gitenv: Running ./release before anything is deployed.\n');
  });

  test('is not run where the deployspec does not name it', async () => {
    await build();
    expect(said(await deploy())).toEqual(['deployed']);
  });

  test('that fails leaves all as it was deployed, and says what may not be as it was', async () => {
    bench.write('release', '#!/bin/sh\necho migrated half\nexit 3\n', 0o755);
    await build();
    const ended = await deploy('--before', './release');
    expect(ended.status).toBe(exitStatuses.nothingChanged);
    expect(said(ended)).toEqual(['migrated half']);
    expect(ended.stderr).toBe(
      'gitenv: ./release ended with 3. Nothing was deployed. What ./release itself has changed stays changed.\n',
    );
  });

  test('that has put back what it changed can say so', async () => {
    bench.write('release', `#!/bin/sh\nexit ${exitStatuses.nothingChanged}\n`, 0o755);
    await build();
    const ended = await deploy('--before', './release');
    expect(ended.status).toBe(exitStatuses.nothingChanged);
    expect(ended.stderr).toContain('./release has put back what it changed.');
  });

  test('has to be there', async () => {
    fs.rmSync(path.join(bench.folder, 'release'));
    await build();
    const ended = await deploy('--before', './release');
    expect(ended).toMatchObject({ status: exitStatuses.nothingChanged });
    expect(said(ended)).toEqual([]);
    expect(ended.stderr).toMatch(
      /^gitenv: There is no program '\.\/release'; nothing was changed\. /,
    );
  });

  test('whose interpreter is missing is not said to be missing itself', async () => {
    bench.write('release', '#!/nowhere/interpreter\n', 0o755);
    await build();
    const ended = await deploy('--before', './release');
    expect(ended.stderr).toContain(
      'gitenv: ./release cannot be started. The interpreter that its first line names is not part of the build image.',
    );
    expect(said(ended)).toEqual([]);
  });

  test('is not run for a deploy that is not there', async () => {
    fs.rmSync(path.join(bench.folder, 'deploy'));
    await build();
    const ended = await deploy('--before', './release');
    expect(ended.status).toBe(exitStatuses.nothingChanged);
    expect(said(ended)).toEqual([]);
    expect(ended.stderr).toContain(
      "There is no program './deploy' in the bundle; nothing was changed.",
    );
  });

  test('lies where gitenv.json says', async () => {
    bench.write('gitenv.json', '{"kit":"script","scripts":{"release":"ops/migrate"}}');
    bench.write('ops/migrate', '#!/bin/sh\necho migrated elsewhere\n', 0o755);
    await build();
    expect(said(await deploy('--before', './release'))).toEqual(['migrated elsewhere', 'deployed']);
  });
});

describe('a release that goes back', () => {
  test('does not run it, and says so', async () => {
    await build();
    goBack();
    const ended = await deploy('--before', './release');
    expect(said(ended)).toEqual(['deployed']);
    expect(ended.stdout).toContain(
      'gitenv: ./release is not run, because this release goes back to a commit that was released here before.',
    );
  });

  test('runs it where gitenv.json says so', async () => {
    bench.write('gitenv.json', '{"kit":"script","release":{"onRollback":true}}');
    await build();
    goBack();
    expect(said(await deploy('--before', './release'))).toHaveLength(2);
  });

  test('changes nothing where what gitenv.json says is neither yes nor no', async () => {
    bench.write('gitenv.json', '{"kit":"script","release":{"onRollback":"yes"}}');
    await build();
    const ended = await deploy('--before', './release');
    expect(ended.status).toBe(exitStatuses.nothingChanged);
    expect(ended.stderr).toContain('gitenv.json: release.onRollback has to be true or false');
    expect(said(ended)).toEqual([]);
  });
});

describe('with a kit that plans', () => {
  const value = async () => {
    const ssm = new SSMClient(bench.machine.client());
    return (await ssm.send(new GetParameterCommand({ Name: '/a' }))).Parameter?.Value;
  };

  beforeEach(() => {
    const Properties = { Name: '/a', Type: 'String', Value: 'new' };
    const Resources = { A: { Type: 'AWS::SSM::Parameter', Properties } };
    bench.write('gitenv.json', '{"kit":"cloudformation"}');
    bench.write('template.yml', JSON.stringify({ Resources }));
  });

  test('it is run before the change set is executed', async () => {
    await bench.buildspec('cloudformation', 'buildspec.yml');
    const ended = await bench.kit('apply', '--before', './release');
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(said(ended)).toEqual(['migrated with tested in dev']);
    expect(await value()).toBe('new');
  });

  test('the change set is not executed where it fails', async () => {
    bench.write('release', '#!/bin/sh\nexit 1\n', 0o755);
    await bench.buildspec('cloudformation', 'buildspec.yml');
    const ended = await bench.kit('apply', '--before', './release');
    expect(ended.status).toBe(exitStatuses.nothingChanged);
    await expect(value()).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  test('it comes from the commit where the bundle is what a tool has made', async () => {
    bench.write('build', '#!/bin/sh\nmkdir -p out && cp template.yml out\n', 0o755);
    bench.write('release', '#!/bin/sh\necho migrated from $(ls gitenv.json)\n', 0o755);
    await bench.kit('bundle', '--from', 'out', '--', './build');
    await bench.kit('plan');
    const ended = await bench.kit('apply', '--before', './release');
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(said(ended)).toEqual(['migrated from gitenv.json']);
  });
});
