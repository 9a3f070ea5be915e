import { address, application, secondAccount } from '../deploy/stage';
import { testAccount, testRegion } from '../local/machine';
import { casesOf } from '../matrix';
import { KitStage } from './going-back';
import { type Generation, installOlder, upgrade, useKitOf } from './older-generation';

let kit: KitStage;
beforeEach(async () => {
  kit = await KitStage.set();
});
afterEach(() => kit.destroy());

const environments = {
  dev: { region: testRegion, profile: 'dev', account: testAccount },
  stg: { region: testRegion, profile: 'other', account: secondAccount },
};
const placeOf = (environment: keyof typeof environments) => {
  const { account } = environments[environment];
  return { machine: kit.stage.machine, account, environment };
};

/** Both environments as an older gitenv has installed them, and the remotes that lead there. */
async function installBothOlder(): Promise<void> {
  const policy = 'arn:aws:iam::aws:policy/AdministratorAccess';
  for (const name of ['dev', 'stg'] as const) await installOlder(placeOf(name), policy);
  await kit.stage.git(['remote', 'add', 'stg', address.replace('dev@', 'other@')]);
  await kit.stage.git(['config', 'remote.stg.push', 'HEAD:refs/heads/main']);
}

/** Releases a commit in dev whose program is of either generation. */
async function release(generation: Generation): Promise<string> {
  useKitOf(generation, kit, 'script', { environments });
  kit.write('build', `#!/bin/sh\necho BUILDING\necho ${generation} > result\n`, 0o755);
  kit.write('deploy', '#!/bin/sh\ncat result\n', 0o755);
  return kit.release(`With the ${generation} program`);
}

async function typed(...words: string[]): Promise<string> {
  const { exitCode, stderr } = await kit.stage.gitenv(words);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stderr;
}

/** The bundle of what dev runs goes to stg, and nothing is built there. */
async function promote(): Promise<void> {
  const said = await typed('promote', 'stg');
  expect(said).toMatch(/stg: copying the bundle [0-9a-f]{8} .* from dev\n/);
  expect(said).toMatch(/stg: its bundle is [0-9a-f]{8}, the same as in dev\n/);
  expect(said).not.toMatch(/^ *BUILDING$/m);
}

describe('a bundle travels with a promotion, and back with a rollback', () => {
  const stacks = [
    ['older', 'older'],
    ['newer', 'older'],
    ['older', 'newer'],
    ['newer', 'newer'],
  ] as const;
  test.each(casesOf(stacks, ([dev, stg]) => dev === 'newer' && stg === 'older'))(
    'from a stack that is %s to one that is %s, whatever program the commit has',
    async (dev, stg) => {
      await installBothOlder();
      if (dev === 'newer') await upgrade(placeOf('dev'));
      if (stg === 'newer') await upgrade(placeOf('stg'));
      await release('older');
      await promote();
      await release('newer');
      await promote();
      expect(await typed('rollback', 'stg', '--yes')).not.toMatch(/^ *BUILDING$/m);
    },
  );

  const programs = ['older', 'newer'] as const;
  test.each(casesOf(programs, (program) => program === 'older'))(
    'that was built before both stacks were upgraded, by the %s program',
    async (generation) => {
      await installBothOlder();
      await release(generation);
      for (const name of ['dev', 'stg'] as const) await upgrade(placeOf(name));
      await promote();
    },
  );
});

test('without a bundle, a promotion says before it starts that the commit is built again', async () => {
  await installBothOlder();
  const phases = (command: string) =>
    `version: 0.2\nphases:\n  build:\n    commands:\n      - ${command}\n`;
  kit.write('gitenv.json', JSON.stringify({ application, environments }));
  kit.write('buildspec.yml', `${phases('echo BUILDING')}artifacts:\n  files: ["**/*"]\n`);
  kit.write('deployspec.yml', phases('echo deploys'));
  await kit.release('With buildspecs of its own');
  await promoteUnbundled();
  await upgrade(placeOf('stg'));
  await kit.release('The same in a newer stack');
  await promoteUnbundled();
});

async function promoteUnbundled(): Promise<void> {
  const said = await typed('promote', 'stg');
  expect(said).toMatch(
    /stg: dev has no bundle of [0-9a-f]{8}, so it is built here\nstg: releasing /,
  );
  expect(said).toMatch(/^ *BUILDING$/m);
}
