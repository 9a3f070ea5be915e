import fs from 'node:fs';
import path from 'node:path';
import { testAccount } from '../local/machine';
import { address, install, type Stage, setStage } from './stage';

/** One stage for all: nothing here may change anything. */
let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await install(stage);
  await stage.commit('First');
});
afterAll(() => stage.destroy());

describe('what cannot be done', () => {
  test('says that a repository has no commit yet', async () => {
    const empty = path.join(stage.folder, 'empty');
    await stage.git(['init', '--quiet', empty], { cwd: stage.folder });
    fs.copyFileSync(path.join(stage.clone, 'gitenv.json'), path.join(empty, 'gitenv.json'));
    const push = await stage.gitenv(['push', 'dev'], { cwd: empty });
    expect(push).toMatchObject({ exitCode: 3, stdout: '' });
    expect(push.stderr).toBe(
      `gitenv: ${empty} has no commit yet.\nhint: git add . && git commit -m 'Begin'\n`,
    );
  });

  test('says that a folder is no repository', async () => {
    const push = await stage.gitenv(['push', 'dev'], { cwd: stage.folder });
    expect(push).toMatchObject({ exitCode: 3, stdout: '' });
    expect(push.stderr).toContain(`gitenv: ${stage.folder} is not inside a git work tree.`);
  });

  test.each([
    [['push', 'qa'], 2, "gitenv: No environment 'qa' in gitenv.json; there are dev."],
    [['push', 'dev', 'nothing'], 2, "gitenv: There is no commit 'nothing' in "],
    [['rollback', 'qa'], 2, "gitenv: No environment 'qa' in gitenv.json; there are dev."],
    [['logs', 'qa'], 2, "gitenv: No environment 'qa' in gitenv.json; there are dev."],
  ])('%p exits with %i and says why', async (words, exitCode, message) => {
    const ended = await stage.gitenv(words);
    expect(ended.stderr).toContain(message);
    expect(ended).toMatchObject({ exitCode, stdout: '' });
  });

  test.each(['git push', 'gitenv push'])('%s says how to log in again', async (command) => {
    const caller = { account: testAccount, arn: `arn:aws:iam::${testAccount}:user/x`, userId: 'x' };
    const issued = stage.machine.machine.credentials.issue(caller, -60);
    const file = path.join(stage.folder, 'expired');
    fs.writeFileSync(
      file,
      `[profile dev]\nendpoint_url = ${stage.machine.endpoint}\naws_access_key_id = ${issued.accessKeyId}\naws_secret_access_key = ${issued.secretAccessKey}\naws_session_token = ${issued.sessionToken}\n`,
    );
    const env = { AWS_CONFIG_FILE: file };
    const run = command === 'git push' ? stage.git : stage.gitenv;
    const push = await run(['push', 'dev'], { env });
    expect(push).toMatchObject({
      exitCode: command === 'git push' ? 128 : 4,
      stdout: '',
      stderr: expect.stringContaining(
        "gitenv: The session of profile 'dev' has expired. The temporary keys of 'dev' have come from another tool: write new ones to the AWS credentials file.\n",
      ),
    });
  });

  test('refuses another account than the recorded one', async () => {
    // The remote of a clone has the profile of its owner, which goes before that of gitenv.json.
    await stage.git(['remote', 'set-url', 'dev', address.replace('dev@', 'other@')]);
    const push = await stage.gitenv(['push', 'dev']);
    expect(push).toMatchObject({ exitCode: 4, stdout: '' });
    const said = `gitenv: Profile 'other' belongs to account 222222222222, but 'dev' is account ${testAccount}; nothing was changed.\nhint: aws sts get-caller-identity --profile other\n`;
    expect(push.stderr).toBe(said);
    expect((await stage.gitenv(['logs', 'dev'])).stderr).toBe(said);
    expect((await stage.git(['push', 'dev'])).stderr).toBe(said);
  });

  test('says that the server is not running', async () => {
    await stage.machine.close();
    const push = await stage.gitenv(['push', 'dev']);
    expect(push).toMatchObject({ exitCode: 5 });
    expect(push.stderr).toContain('cannot be reached (ECONNREFUSED).\nhint: gitenv local up');
  });
});
