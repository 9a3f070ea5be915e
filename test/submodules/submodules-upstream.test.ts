import fs from 'node:fs';
import path from 'node:path';
import { CodeCommitClient, DeleteRepositoryCommand } from '@aws-sdk/client-codecommit';
import { installSecond, type Stage, secondAccount } from '../deploy/stage';
import { type SubmoduleStage, setSubmoduleStage } from './submodule-stage';

/** dev has released a commit that uses `modules`, which uses `base`; this clone has lost both, and stg has neither. */
let set: SubmoduleStage;
let stage: Stage;
beforeEach(async () => {
  set = await setSubmoduleStage();
  stage = set.stage;
  await installSecond(stage);
  await stage.commit('Add stg', {});
  await set.account(['modules', 'base']);
  await set.account(['modules', 'base'], secondAccount);
  expect(await stage.git(['push', 'dev'])).toMatchObject({ exitCode: 0 });
  await set.forget();
});
afterEach(() => stage.destroy());

const tip = async () =>
  (await stage.git(['ls-remote', 'stg', 'refs/heads/main'])).stdout.slice(0, 40);
const pinned = () => set.inside(stage.clone, 'rev-parse', 'HEAD:modules');
const removeFrom = (account: string, repositoryName: string) =>
  new CodeCommitClient(stage.machine.client(account)).send(
    new DeleteRepositoryCommand({ repositoryName }),
  );

describe.each([
  ['gitenv promote stg', (env?: NodeJS.ProcessEnv) => stage.gitenv(['promote', 'stg'], { env })],
  ['gitenv push stg', (env?: NodeJS.ProcessEnv) => stage.gitenv(['push', 'stg'], { env })],
  ['git push stg', (env?: NodeJS.ProcessEnv) => stage.git(['push', 'stg'], { env })],
])('%s', (_, release) => {
  test('takes what is not cloned here from the environment before, and what that uses', async () => {
    const scratch = path.join(stage.folder, 'scratch');
    fs.mkdirSync(scratch);
    const { exitCode, stderr } = await release({ TMPDIR: scratch });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    for (const name of ['modules', 'base'])
      expect(await set.kept(name, 'other')).toEqual(await set.kept(name));
    expect(await set.kept('modules', 'other')).toEqual([await pinned()]);
    const said = stderr.split('\n').map((line) => line.replace(/[0-9a-f]{8}/, '#'));
    expect(said.filter((line) => /^stg: .* modules/.test(line))).toEqual([
      'stg: fetching modules # from dev',
      'stg: fetching modules/base # from dev',
      'stg: pushing modules/base # "Begin base", which it uses',
      'stg: pushing modules # "Use base", which it uses',
    ]);
    expect(await tip()).toBe(await set.inside(stage.clone, 'rev-parse', 'HEAD'));
    expect(fs.readdirSync(scratch)).toEqual([]);
  });

  test('moves nothing where the environment before has lost it too, and says what to do', async () => {
    await removeFrom('111111111111', 'modules');
    const { exitCode, stderr } = await release();
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(
      `The commit needs modules at ${await pinned()}, which repository 'modules' in stg and in dev lacks, and modules was not cloned here; nothing was changed.\nhint: git submodule update --init modules`,
    );
    expect([await tip(), await set.kept('base', 'other')]).toEqual(['', []]);
  });
});

test('what only a submodule of the environment before lacks is told by its whole path', async () => {
  await removeFrom('111111111111', 'base');
  const { exitCode, stderr } = await stage.gitenv(['promote', 'stg']);
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/The commit needs modules\/base at .* in stg and in dev lacks/);
  expect(stderr).toContain('hint: git -C modules submodule update --init base');
  expect([await tip(), await set.kept('modules', 'other')]).toEqual(['', []]);
});

test('that the environment before cannot be asked is told with its reason', async () => {
  const config = fs.readFileSync(path.join(stage.folder, 'config'), 'utf8');
  const file = path.join(stage.folder, 'config-without-dev');
  fs.writeFileSync(file, config.replace('[profile dev]', '[profile elsewhere]'));
  const env = { AWS_CONFIG_FILE: file };
  const reason = ['--reason', 'dev is closed to me', '--skip-upstream', '--unchecked'];
  const { exitCode, stderr } = await stage.gitenv(['push', 'stg', 'HEAD', ...reason], { env });
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/modules was not cloned here; dev, which may have it, cannot be asked: /);
  expect(await tip()).toBe('');
});

test.each([['redeploy'], ['rollback']])(
  'gitenv %s brings again what an account has lost',
  async (verb) => {
    await stage.gitenv(['promote', 'stg']);
    if (verb === 'rollback') {
      await stage.commit('Go on', { 'more.txt': 'more\n' });
      await stage.git(['push', 'dev']);
      await stage.gitenv(['promote', 'stg']);
    }
    await removeFrom(secondAccount, 'base');
    await removeFrom(secondAccount, 'modules');
    await set.account(['modules', 'base'], secondAccount);
    const { exitCode, stderr } = await stage.gitenv([
      verb,
      'stg',
      ...(verb === 'rollback' ? ['--yes'] : []),
    ]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stderr).toMatch(/^stg: fetching modules\/base [0-9a-f]{8} from dev$/m);
    expect(await set.kept('base', 'other')).toEqual(await set.kept('base'));
  },
);
