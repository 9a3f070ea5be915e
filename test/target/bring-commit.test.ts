import path from 'node:path';
import { policyFor } from '../../lib/release/rights/policy';
import { install, type Stage, setStage } from '../deploy/stage';
import { People, placeIn } from '../setup/doctor/person-stage';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.destroy());

/** A clone of the newest commits, as runners make it. */
async function shallowClone(depth: number): Promise<string> {
  const cwd = path.join(stage.folder, 'shallow');
  await stage.git(['clone', '--quiet', '--depth', String(depth), `file://${stage.clone}`, cwd], {
    cwd: stage.folder,
  });
  return cwd;
}

/** Somebody who may push, but not read the repository with git. */
async function pusherWhoCannotPull(): Promise<NodeJS.ProcessEnv> {
  const { Statement, ...policy } = policyFor(['push'], await placeIn(stage));
  const less = Statement.map(({ Action, ...rest }) => ({
    ...rest,
    Action: Action.filter((one) => one !== 'codecommit:GitPull'),
  })).filter(({ Action }) => Action.length > 0);
  return new People(stage).has({ dev: { ...policy, Statement: less } });
}

async function release(subject: string): Promise<string> {
  const commit = await stage.commit(subject);
  await stage.gitenv(['push', 'dev']);
  return commit.slice(0, 8);
}

describe('whoever may not read the repository is told so', () => {
  test('of a commit that the clone lacks, and not that it would be undone', async () => {
    await install(stage);
    const first = await release('First');
    await stage.commit('Second');
    const options = { cwd: await shallowClone(1), env: await pusherWhoCannotPull() };
    const { exitCode, stderr } = await stage.gitenv(['push', 'dev'], options);
    expect(exitCode).toBe(5);
    expect(stderr).toContain(
      `This clone lacks the commit ${first}, and cannot fetch from dev: git ls-remote failed: `,
    );
    expect(stderr).not.toContain('lacks commits that dev has');
  });

  test('of older commits, and not that dev lacks them too', async () => {
    await install(stage);
    for (const subject of ['First', 'Second', 'Third']) await release(subject);
    const options = { cwd: await shallowClone(2), env: await pusherWhoCannotPull() };
    const { exitCode, stderr } = await stage.gitenv(['push', 'dev', 'HEAD~1'], options);
    expect(exitCode).toBe(5);
    expect(stderr).toContain('This clone lacks its older commits, and cannot fetch from dev: ');
    expect(stderr).not.toContain('lacks them too');
  });
});
