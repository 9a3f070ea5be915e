import { install, type Stage, setStage } from '../deploy/stage';

const minute = 60_000;
let stage: Stage;
/** How far AWS's clock is ahead of this machine's. */
let offset = 0;

beforeAll(async () => {
  stage = await setStage({ now: () => new Date(Date.now() + offset) });
  await install(stage);
  await stage.commit('First');
  await stage.git(['push', 'dev']);
  await stage.commit('Second');
});
afterEach(() => {
  offset = 0;
});
afterAll(() => stage.destroy());

const tip = async () => {
  offset = 0;
  return (await stage.git(['ls-remote', 'dev', 'refs/heads/main'])).stdout;
};

describe.each([
  [20 * minute, '20 min behind'],
  [-3 * 60 * minute, '3 h ahead of'],
])('a clock that is off by %d ms', (by, words) => {
  test.each([
    ['git push', () => stage.git(['push', 'dev']), 128],
    ['gitenv push', () => stage.gitenv(['push', 'dev']), 4],
  ] as const)('%s says by how much and what to do, and nothing moves', async (_, push, code) => {
    const before = await tip();
    offset = by;
    const refused = await push();
    expect(refused.stderr).toContain(`gitenv: This machine's clock is ${words} AWS's: `);
    expect(refused.stderr).toContain(
      ' Set the clock of this machine, best by NTP.\nhint: gitenv doctor\n',
    );
    expect(refused.exitCode).toBe(code);
    expect(await tip()).toBe(before);
  });

  test('is measured by doctor, and does not keep status from answering', async () => {
    offset = by;
    const doctor = await stage.gitenv(['doctor']);
    expect(doctor.stdout).toMatch(
      new RegExp(`this clock is \\d+ s ${words.split(' ').slice(2).join(' ')} AWS`),
    );
    expect(await stage.gitenv(['status'])).toMatchObject({ exitCode: 0 });
  });
});
