import type { GitenvError } from '../../lib/errors';
import { awaitPushed, awaitRelease } from '../../lib/follow/await-release';
import { openEnvironment } from '../../lib/target/open-environment';
import { useAwsFiles } from '../aws/aws-files';
import { environmentOf, install, type Stage, setStage } from '../deploy/stage';

let stage: Stage;
let files: ReturnType<typeof useAwsFiles>;
beforeAll(async () => {
  stage = await setStage();
  await install(stage);
  const { accessKeyId, secretAccessKey } = stage.machine.client().credentials;
  files = useAwsFiles(
    `[profile dev]\nendpoint_url = ${stage.machine.endpoint}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
});
afterAll(async () => {
  files.restore();
  await stage.destroy();
});

const commit = 'f'.repeat(40);
const push = { commit, before: new Set<string>() };

test('a push that starts no release is told where to look, and not to push again', async () => {
  const open = await openEnvironment(environmentOf('dev'));
  const waiting = awaitPushed(open, push, () => undefined, { ms: 1, quietMs: 1 });
  const error: GitenvError = await waiting.then(
    () => Promise.reject(new Error()),
    (it) => it,
  );
  expect(error).toMatchObject({
    code: 'NOT_STARTED',
    exitCode: 5,
    message: expect.stringContaining(
      "dev has ffffffff, but its pipeline 'shop' has not started on it",
    ),
  });
  expect(error.hint).toMatch(/^gitenv status dev$/);
});

test('what it waits for is said once, if it takes long', async () => {
  const open = await openEnvironment(environmentOf('dev'));
  const said: string[] = [];
  const patience = { ms: 500, quietMs: 0 };
  await expect(awaitPushed(open, push, (line) => said.push(line), patience)).rejects.toThrow();
  expect(said).toEqual([
    'dev: has ffffffff; waiting for EventBridge to start the pipeline on it, which can take some minutes',
  ]);
});

test('a look for a release that may begin finds none where none does', async () => {
  const open = await openEnvironment(environmentOf('dev'));
  expect(await awaitRelease(open, commit, new Set(), 1)).toBeUndefined();
});
