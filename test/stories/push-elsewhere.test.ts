import path from 'node:path';
import { makeInstalledWorld, type World } from './world';

let world: World;
let before: string;
beforeAll(async () => {
  world = await makeInstalledWorld();
  await world.ok('git push');
  before = await tipOf('dev');
  await world.ok('git init --quiet --bare ../origin.git && git remote add origin ../origin.git');
  await world.ok('git push --quiet --set-upstream origin main');
  await world.ok('git checkout --quiet -b topic && git push --quiet --set-upstream origin topic');
});
afterAll(() => world.end());

/** Where there is no terminal, and nobody is asked on that of whoever runs the tests. */
const alone = { GIT_TERMINAL_PROMPT: '0' };
const tipOf = async (remote: string, branch = 'main') =>
  (await world.ok(`git ls-remote ${remote} refs/heads/${branch}`)).split('\t')[0] ?? '';

/** What an editor has git ask with. */
function askpass(answer: string): NodeJS.ProcessEnv {
  world.write('../askpass', `#!/bin/sh\necho "$1" >> ../asked\necho ${answer}\n`, 0o755);
  return { GIT_ASKPASS: path.join(world.folder, 'askpass') };
}

async function doctorOnPush() {
  const { findings } = JSON.parse((await world.sh('gitenv doctor --json')).stdout);
  return findings.filter(({ check }: { check: string }) => check === 'push');
}

describe('an upstream that a branch was given after gitenv init', () => {
  test('is where git push goes', async () => {
    const commit = await world.commit('Topic');
    await world.ok('git push --quiet');
    expect(await tipOf('origin', 'topic')).toBe(commit);
    await world.ok('git checkout --quiet main && git merge --quiet topic && git push --quiet');
    expect(await tipOf('origin')).toBe(commit);
    expect(await tipOf('dev')).toBe(before);
    expect(await doctorOnPush()).toMatchObject([{ outcome: 'ok' }]);
  });
});

describe('with remote.pushDefault, as earlier versions have set it', () => {
  beforeAll(async () => {
    await world.ok('git config remote.pushDefault dev && git checkout --quiet topic');
    await world.commit('More of it');
  });

  test('a branch that tracks another remote is not released where nobody can be asked', async () => {
    const { status, stderr } = await world.sh('git push', alone);
    expect(status).toBe(1);
    expect(stderr).toContain(
      'gitenv: topic tracks origin, and remote.pushDefault sends git push to dev; nothing was changed. ' +
        'The first of these releases it; the second pushes it to origin; with the third, git push goes to origin from now on.\n' +
        'hint: git push dev\n      git push origin topic\n      git config --unset-all remote.pushDefault\n',
    );
    expect(await tipOf('dev')).toBe(before);
  });

  test('nor against a no, which an editor may ask for', async () => {
    const { status, stderr } = await world.sh('git push', askpass('n'));
    expect(status).toBe(1);
    expect(stderr).toContain('nothing was changed');
    expect(world.read('../asked')).toContain(
      'topic tracks origin, and remote.pushDefault sends git push to dev. Release topic in dev? [y/N] ',
    );
    expect(await tipOf('dev')).toBe(before);
  });

  test('it is released where that was said, or the remote named', async () => {
    await world.ok('git push', askpass('y'));
    const head = () => world.ok('git rev-parse HEAD');
    expect(await tipOf('dev')).toBe(await head());
    await world.commit('Still more');
    await world.ok('git push dev', alone);
    expect(await tipOf('dev')).toBe(await head());
  });

  test('gitenv doctor says so, and its fix ends it', async () => {
    const [{ outcome, message, fix }] = await doctorOnPush();
    expect({ outcome, message }).toEqual({
      outcome: 'warning',
      message:
        'git push goes to dev from every branch, by remote.pushDefault, also from those that track origin',
    });
    await world.ok(fix);
    expect(await doctorOnPush()).toMatchObject([{ outcome: 'ok' }]);
    await world.ok('git push --quiet', alone);
    expect(await tipOf('origin', 'topic')).toBe(await world.ok('git rev-parse HEAD'));
  });

  test('what was said of one branch alone is no fault', async () => {
    await world.ok('git config branch.topic.pushRemote dev');
    const commit = await world.commit('On purpose');
    await world.ok('git push', alone);
    expect(await tipOf('dev')).toBe(commit);
    expect(await doctorOnPush()).toMatchObject([
      { outcome: 'ok' },
      {
        outcome: 'note',
        message: expect.stringContaining(
          'to end that: git config --unset-all branch.topic.pushRemote',
        ),
      },
    ]);
  });
});

/** What becomes of a release is another story. */
const unfollowed = { GITENV_FOLLOW: '0' };

describe('what git’s configuration gives to every push', () => {
  beforeAll(async () => {
    await world.ok('git config --global push.pushOption ci.skip');
    await world.ok('git config --global push.followTags true');
    await world.ok('git checkout --quiet -B main dev/main');
    await world.ok('git -C ../origin.git config receive.advertisePushOptions true');
  });

  test('is no option of an environment, and refuses nothing there', async () => {
    const commit = await world.commit('With a configured option');
    await world.ok("git push -o reason='to try it' dev", unfollowed);
    expect(await tipOf('dev')).toBe(commit);
  });

  test('does not hide a slip of the pen in an option that was meant for gitenv', async () => {
    const known = await tipOf('dev');
    await world.commit('With a slip');
    const { status, stderr } = await world.sh('git push -o reasn=why dev');
    expect(status).toBe(1);
    expect(stderr).toContain(
      "'reasn=why' is no push option of gitenv, and CodeCommit takes none; nothing was changed.",
    );
    expect(await tipOf('dev')).toBe(known);
  });

  test('carries the reasons of an environment’s releases nowhere else', async () => {
    expect(await world.ok('git ls-remote --tags dev')).toContain('refs/tags/gitenv/dev/');
    await world.ok('git fetch --quiet dev');
    await world.ok("git tag -a v1 -m 'One' && git push --quiet --force origin main");
    const tags = await world.ok('git ls-remote --tags origin');
    expect(tags).toContain('refs/tags/v1');
    expect(tags).not.toContain('gitenv');
  });
});

describe('the pre-push hook that Git LFS installs', () => {
  // As Git LFS documents it: nothing is done with GIT_LFS_SKIP_PUSH, and where its files go is asked of git's configuration.
  const lfs = `#!/bin/sh
# git lfs pre-push "$@"
[ -z "$GIT_LFS_SKIP_PUSH" ] || exit 0
case "$(git config "remote.$1.lfspushurl")" in file:*) exit 0 ;; esac
echo 'batch request: ssh: Could not resolve hostname gitenv' >&2
exit 2
`;
  let commit: string;
  beforeAll(async () => {
    await world.ok('git config --global --unset push.pushOption');
    world.write('.git/hooks/pre-push', lfs, 0o755);
    commit = await world.commit('Before there are files for it');
  });

  test('is not spoken of where no file is left to it', async () => {
    const { stderr } = await world.sh('git push dev', unfollowed);
    expect(stderr).not.toContain('Git LFS');
  });

  test('is told of before git waits for it, with the commands that do without', async () => {
    world.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n');
    commit = await world.commit('Leave files to Git LFS');
    const { status, stderr } = await world.sh('git push dev', unfollowed);
    expect(status).toBe(1);
    expect(stderr.indexOf('dev: Git LFS has a pre-push hook')).toBeLessThan(
      stderr.indexOf('batch request'),
    );
    expect(stderr).not.toContain('To release');
    const [, once = '', always = ''] =
      /: (GIT_LFS_SKIP_PUSH=1 .*)\. For all pushes from this clone: (.*)/.exec(stderr) ?? [];
    await world.ok(once, unfollowed);
    expect(await tipOf('dev')).toBe(commit);
    commit = await world.commit('More');
    await world.ok(always);
    expect((await world.sh('git push dev', unfollowed)).stderr).not.toContain('Git LFS');
    expect(await tipOf('dev')).toBe(commit);
  });

  test('does not run where gitenv pushes itself', async () => {
    await world.ok('git config --unset remote.dev.lfspushurl');
    commit = await world.commit('By gitenv');
    await world.ok('gitenv push dev --no-follow');
    expect(await tipOf('dev')).toBe(commit);
  });
});
