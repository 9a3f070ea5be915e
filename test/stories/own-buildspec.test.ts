import { makeWorld, type World } from './world';

/** As a project of CodeBuild has it before it comes here. */
const own = `version: 0.2
phases:
  build:
    commands:
      - mkdir -p dist && echo "built $GREETING" > dist/site.txt
artifacts:
  base-directory: dist
  files: ['**/*']
`;

let world: World;
beforeAll(async () => {
  world = await makeWorld({ 'buildspec.yml': own });
  await world.ok('gitenv local up --port 0');
});
afterAll(() => world.end());

describe('a project of CodeBuild that comes to gitenv', () => {
  test('is told by gitenv init what its buildspec still lacks, and is written no kit', async () => {
    const said = await world.ok('gitenv init dev --yes');
    expect(said).toContain(
      'buildspec.yml is your own, and Deploy runs deployspec.yml beside it, which is not there yet: gitenv init dev --deployspec\n',
    );
    expect(said).toContain('cp deployspec.yml dist/');
    expect(said).toMatch(/next:\n {2}gitenv init dev --deployspec\n/);
    expect(await world.ok('ls -A')).not.toContain('.gitenv');
    expect(world.read('buildspec.yml')).toBe(own);
  });

  test('is refused a push before anything moves, with all that is missing', async () => {
    await world.commit('Deploy with gitenv');
    const { status, stderr } = await world.sh('git push dev');
    expect(status).not.toBe(0);
    expect(stderr).toContain('hint: gitenv init dev --deployspec\n');
    expect(await world.ok('git ls-remote dev')).toBe('');
  });

  test('has a deployspec to fill in written by the hint, and never over one that is there', async () => {
    const said = await world.ok('gitenv init dev --deployspec --yes');
    expect(said).toContain('deploys nothing yet: fill in deployspec.yml.');
    expect(said).toContain('git add deployspec.yml');
    const starter = world.read('deployspec.yml');
    world.write('deployspec.yml', starter.replace('- ls', '- ls -A && cat site.txt'));
    await world.ok('gitenv init dev --deployspec --yes');
    expect(world.read('deployspec.yml')).toContain('cat site.txt');
  });

  test('is released once it hands the deployspec on, with variables of its project', async () => {
    await world.commit('Say how to deploy');
    const refused = await world.sh('git push dev');
    expect(refused.stderr).toContain(
      'buildspec.yml hands on to Deploy what lies in dist (base-directory), and deployspec.yml does not',
    );
    world.write(
      'buildspec.yml',
      own.replace('artifacts:', '      - cp deployspec.yml dist/\nartifacts:'),
    );
    const config = JSON.parse(world.read('gitenv.json'));
    config.environments.dev.variables = { build: { GREETING: 'hello' } };
    world.write('gitenv.json', `${JSON.stringify(config, null, 2)}\n`);
    await world.ok('gitenv init dev --yes');
    await world.commit('Hand it on');
    await world.ok('git push dev');
    const log = await world.ok('gitenv logs dev');
    expect(log).toContain('built hello');
    expect(log).toContain('nothing is deployed to dev yet');
  });

  test('is built for a look, and can tell from a variable that no release follows', async () => {
    world.write(
      'buildspec.yml',
      world.read('buildspec.yml').replace('dist &&', 'dist && echo "only $GITENV_ONLY_BUILD" &&'),
    );
    await world.commit('Say whether this is a release');
    const { status, stdout, stderr } = await world.sh('gitenv build dev');
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^dev: built /),
    });
    expect(stderr).toContain('only yes');
    expect((await world.sh('gitenv history dev')).stdout).not.toContain('Say whether');
  });

  test('without artifacts is refused in words that it can follow', async () => {
    const without = own.slice(0, own.indexOf('artifacts:'));
    world.write('buildspec.yml', without);
    await world.commit('Hand nothing on');
    const refused = await world.sh('git push dev');
    expect(refused.stderr).toContain('because it has no artifacts');
    expect(refused.stderr).not.toContain('secondary-artifacts');
    expect(refused.stderr).toContain("artifacts: { files: ['**/*'] }");
    world.write('buildspec.yml', `${without}artifacts: { files: ['**/*'] }\n`);
    world.write(
      'deployspec.yml',
      world.read('deployspec.yml').replace('site.txt', 'dist/site.txt'),
    );
    await world.commit('Hand everything on');
    await world.ok('git push dev');
  });

  test('under another name is noticed before anything is installed', async () => {
    const other = await makeWorld({ 'buildspec.yaml': own });
    const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, HOME } = world.env;
    const { status, stderr } = await other.sh('gitenv init stg --yes', {
      ...{ AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, HOME },
    });
    await other.end();
    expect(status).toBe(2);
    expect(stderr).toContain(
      'The repository has buildspec.yaml, and CodeBuild reads buildspec.yml',
    );
    expect(stderr).toContain('mv buildspec.yaml buildspec.yml');
  });
});
