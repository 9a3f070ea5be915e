import { awaitRelease } from '../../lib/follow/await-release';
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

test('a push that starts no release is told where to look', async () => {
  const open = await openEnvironment(environmentOf('dev'));
  const commit = 'f'.repeat(40);
  await expect(awaitRelease(open, commit, new Set(), 1)).rejects.toMatchObject({
    code: 'NOT_STARTED',
    exitCode: 5,
    message: expect.stringContaining(
      "dev has ffffffff, but its pipeline 'shop' has not started on it",
    ),
    hint: 'gitenv push dev ffffffff',
  });
});
