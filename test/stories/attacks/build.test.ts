import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CodePipelineClient, StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import yazl from 'yazl';
import { makeInstalledWorld, type World } from '../world';
import { evilProgram } from './evil-program';

/**
 * A dependency turns evil in one build, and so has the role of builds (account.md calls its code the commit's own). What
 * it tries is tried with rights enforced, against a commit that somebody else has pushed or is about to.
 */
const build = `#!/usr/bin/env bash
set -eu
echo "innocent $GITENV_COMMIT" >product
`;
const deploy = `#!/usr/bin/env bash
echo "$GITENV_ENVIRONMENT deploys $(cat product)"
`;
const evilDeploy = '#!/usr/bin/env bash\necho "PWNED in $GITENV_ENVIRONMENT"\n';
/** Does its worst, and then builds as if nothing was. */
const evilBuild = (victim: string) => `#!/usr/bin/env bash
set -u
export ABOVE=$PPID
node "$PWD/evil.cjs"
mkdir -p /tmp/evil-$$ && cp -r . /tmp/evil-$$ && cd /tmp/evil-$$
printf '%s' '${evilDeploy}' >deploy
export $(tr '\\0' '\\n' </proc/$ABOVE/environ | grep ^GITENV_)
GITENV_COMMIT=${victim} node .gitenv/kit.cjs bundle -- true | sed 's/^/EVIL /'
cd - >/dev/null && rm -rf /tmp/evil-$$
echo "evil" >product
`;

let world: World;
beforeEach(async () => {
  world = await makeInstalledWorld({ build, deploy });
});
afterEach(() => world.end());

const head = () => world.ok('git rev-parse HEAD');
const until = (what: string) => world.ok(`until ${what}; do sleep 0.1; done`);

/** Commits what will be pushed later, on a branch of its own. @returns its commit */
async function innocent(): Promise<string> {
  await world.ok('git switch --quiet --create innocent');
  world.write('note.txt', 'nothing to see here\n');
  const commit = await world.commit('Tidy up a bit');
  await world.ok('git switch --quiet main');
  return commit;
}

/** Commits a build that attacks the other commit. */
async function evil(victim: string): Promise<string> {
  await writeArchive(path.join(world.repository, 'evil.zip'));
  world.write('evil.cjs', evilProgram({ victim, archive: 'evil.zip' }));
  world.write('build', evilBuild(victim), 0o755);
  return world.commit('Update dependencies');
}

/** An artifact as a build hands one on, whose deployspec.yml is the attacker's. */
async function writeArchive(file: string): Promise<void> {
  const zip = new yazl.ZipFile();
  const spec =
    'version: 0.2\nphases:\n  build:\n    commands:\n      - echo PWNED in $GITENV_ENVIRONMENT\n';
  zip.addBuffer(Buffer.from(spec), 'deployspec.yml');
  zip.end();
  await pipeline(zip.outputStream, fs.createWriteStream(file));
}

/** What S3 said to the evil build, by object: such as "replace AccessDenied". */
function attempts(log: string): Map<string, string> {
  const lines = [...log.matchAll(/EVIL (add|replace) (\S+) (\S+)/g)];
  return new Map(lines.map(([, how, said, key = '']) => [key, `${how} ${said}`]));
}

test('a build cannot leave anything that another commit is deployed from', async () => {
  await world.ok('git push dev');
  const victim = await innocent();
  await evil(victim);
  const { stderr, status } = await world.sh('git push -v dev');
  expect(status).toBe(0);
  const said = attempts(stderr);
  expect(said.size).toBeGreaterThan(20);
  // What it could write at all: artifacts of the kind that builds put out, and its own new objects.
  const done = [...said].filter(([, how]) => how.endsWith(' done')).map(([key]) => key);
  for (const key of done) expect(key).toMatch(/^(app\/Bundle\/|bundles\/[0-9a-f]{40}\/)/);
  for (const key of said.keys())
    if (/\/Source\/|^(promoted|drift|sites|records|proofs|guard|anything)/.test(key))
      expect([key, said.get(key)]).toEqual([key, expect.stringMatching(/ AccessDenied$/)]);

  // Nor a wish that the next release puts back what was changed by hand, which is what --repair leaves.
  const wishes = [...said].filter(([key]) => key.includes('/repair-'));
  expect(wishes.map(([, how]) => how)).toEqual(['add AccessDenied', 'add AccessDenied']);

  const pushed = await world.sh("git push --force -o reason='what is meant' dev innocent:main");
  expect(pushed.stderr).toContain(`dev deploys innocent ${victim}`);
  expect(pushed.status).toBe(0);
  await world.ok('git switch --quiet innocent');
  const promoted = await world.sh('gitenv promote stg --through prd');
  expect(promoted.stderr).toContain(`prd deploys innocent ${victim}`);
  expect(`${pushed.stderr}${promoted.stderr}`).not.toContain('PWNED');
  expect(promoted.stderr).toMatch(/prd: its bundle is [0-9a-f]{8}, the same as in stg\n/);
});

test('a release that waits for approval cannot be exchanged', async () => {
  await world.ok('gitenv init prd --approval --yes');
  const victim = await world.commit('Have prd approved');
  await world.ok('git push dev');
  const hurry = "--skip-upstream --reason 'approvals are what is tried'";
  await world.ok(`gitenv push prd ${victim} --no-follow ${hurry}`);
  await until(`gitenv status --json | grep -q '"waitsFor": "approval"'`);
  const attacker = await evil(victim);
  await world.ok(`gitenv push prd ${attacker} --no-follow ${hurry}`);
  await until(
    `gitenv logs prd ${attacker} --raw 2>/dev/null | grep -v EVIL | grep -q 'gitenv: Bundled'`,
  );
  const said = attempts(await world.ok(`gitenv logs prd ${attacker} --raw`));
  // It did exchange what the build of the other commit had put out.
  const exchanged = [...said].filter(([, how]) => how === 'replace done').map(([key]) => key);
  expect(exchanged).toEqual([expect.stringMatching(/^app\/Bundle\//)]);
  const approved = await world.sh(`gitenv approve prd ${victim} --yes`);
  expect(approved.stderr).toContain(`prd deploys innocent ${victim}`);
  expect(approved.stderr).not.toContain('PWNED');
  expect(approved.status).toBe(0);
});

test('whoever starts a release by hand is who pushed it, whatever they say', async () => {
  const config = JSON.parse(world.read('gitenv.json'));
  config.environments.prd.separateApprover = true;
  world.write('gitenv.json', JSON.stringify(config));
  await world.ok('gitenv init prd --approval --yes');
  const commit = await world.commit('Have prd approved by somebody else');
  await world.ok(
    `gitenv push prd ${commit} --no-follow --skip-upstream --reason 'who pushed is what is tried'`,
  );
  await until(`gitenv status --json | grep -q '"waitsFor": "approval"'`);
  await world.ok(`gitenv reject prd ${commit} --yes`);

  const { endpoint, credentials } = accountOf('prd');
  const client = new CodePipelineClient({ region: 'eu-west-1', endpoint, credentials });
  const variables = [{ name: 'PUSHED_BY', value: 'arn:aws:iam::333333333333:user/alice' }];
  await client.send(new StartPipelineExecutionCommand({ name: 'app', variables }));
  await until(`gitenv status --json | grep -q '"waitsFor": "approval"'`);
  const refused = await world.sh(`gitenv approve prd ${commit} --yes`);
  expect(refused.stderr).toContain(
    'pushed this release, and prd wants another person to approve it',
  );
  expect(refused.status).toBe(5);
  expect(await world.ok('gitenv history prd --limit 1')).not.toContain('alice');
  expect(await head()).toBe(commit);
});

/** What the AWS CLI would read for the environment's profile. */
function accountOf(environment: string) {
  const text = ['aws-config', 'aws-credentials']
    .map((name) => path.join(world.folder, name))
    .filter((file) => fs.existsSync(file))
    .map((file) => fs.readFileSync(file, 'utf8'))
    .join('\n');
  const blocks = text.split(/^\[/m).filter((it) => it.includes(`gitenv-${environment}]`));
  const value = (name: string) =>
    blocks.map((it) => new RegExp(`^${name} *= *(.+)$`, 'm').exec(it)?.[1]).find(Boolean) ?? '';
  return {
    endpoint: value('endpoint_url'),
    credentials: {
      accessKeyId: value('aws_access_key_id'),
      secretAccessKey: value('aws_secret_access_key'),
    },
  };
}
