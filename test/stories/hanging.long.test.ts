import { standBetween } from '../deploy/faults';
import { install, type Stage, setStage } from '../deploy/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await install(stage);
  await stage.commit('First');
});
afterAll(() => stage.destroy());

const ways = [
  ['git push', 128, (env: NodeJS.ProcessEnv) => stage.git(['push', 'dev'], { env })],
  ['gitenv push', 5, (env: NodeJS.ProcessEnv) => stage.gitenv(['push', 'dev'], { env })],
] as const;

describe.each(ways)('%s to who takes the connection and never answers', (_, code, push) => {
  test('gives up in the end, says so, and nothing has moved', async () => {
    const faults = await standBetween(stage.machine.endpoint, () => 'hang');
    const { host } = new URL(faults.endpoint);
    const pushed = await push({ AWS_ENDPOINT_URL: faults.endpoint });
    await faults.close();
    expect(pushed.stderr).toContain(`gitenv: ${host} cannot be reached (timed out).\nhint: `);
    expect(pushed.exitCode).toBe(code);
    expect((await stage.git(['ls-remote', 'dev'])).stdout).toBe('');
  });
});
