import { install, type Stage, setStage } from '../deploy/stage';
import { refusing } from '../local/denying';

const words = 'Cannot have more than 0 builds in queue for the account';
const told = 'AWS does not let this account run any builds yet, as it is with some new accounts.';

let stage: Stage;
beforeAll(async () => {
  const said = `Error calling startBuild: ${words} (Service: AWSCodeBuild; Status Code: 400; Error Code: AccountLimitExceededException)`;
  const services = refusing(
    'codebuild',
    'StartPipelineBuild',
    'AccountLimitExceededException',
    said,
  );
  stage = await setStage({ services });
  await install(stage);
});
afterAll(() => stage.destroy());

test('a new account that may run no builds is told whom to ask, by the push, by logs and by doctor', async () => {
  const commit = await stage.commit('Greet politely');
  const push = await stage.git(['push', 'dev']);
  expect(push.exitCode).toBe(1);
  const short = commit.slice(0, 8);
  expect(push.stderr).toContain(words);
  expect(push.stderr).toMatch(
    new RegExp(`gitenv: dev: ${short} failed after .* in Build\\. ${told} `),
  );
  expect(push.stderr).toMatch(/Ask AWS to raise CodeBuild's quotas .*\nhint: gitenv retry dev\n/);
  expect((await stage.gitenv(['logs', 'dev'])).stderr).toContain(`dev: ${told.slice(0, -1)}; ask`);
  const { stdout } = await stage.gitenv(['doctor', '--json']);
  expect(JSON.parse(stdout).findings).toContainEqual({
    check: 'releases',
    environment: 'dev',
    outcome: 'problem',
    message: expect.stringContaining('AWS does not let this account run any builds yet'),
    fix: expect.stringMatching(/^ask AWS to raise CodeBuild's quotas/),
  });
});
