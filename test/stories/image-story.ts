import { DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { Docker } from './docker';
import { commandsOf, Look, makeExampleWorld, takeUp } from './kit-world';
import type { World } from './world';

const environments = ['dev', 'stg', 'prd'];
const short = (digest: string) => digest.slice('sha256:'.length, 'sha256:'.length + 8);

export interface ImageKit {
  readonly kit: string;
  readonly example: string;
  /** The resource of its template that runs the image. */
  readonly runs: string;
  /** The resource that is another one with each image. */
  readonly isNew: string;
}

/** What a team lives through with a kit whose application is an image, from its first deploy to a rollback. */
export function tellOfImages({ kit, example, runs, isNew }: ImageKit): void {
  const accounts: Record<string, string> = {};
  let world: World;
  let docker: Docker;
  let first: string;
  let second: string;
  beforeAll(async () => {
    world = await makeExampleWorld(example, (folder) => {
      docker = new Docker(folder);
    });
  });
  afterAll(() => world.end());

  const look = (environment: string) => new Look(world, environment);
  const head = () => world.ok('git rev-parse HEAD');

  /** The digest of a commit's image, which has to be one and the same in all accounts. */
  async function imageOf(commit: string): Promise<string> {
    const digests = await Promise.all(environments.map((it) => look(it).image(commit)));
    expect(digests[0]).toMatch(/^sha256:/);
    expect(new Set(digests).size).toBe(1);
    return digests[0] ?? '';
  }

  async function expectRuns(environment: string, digest: string): Promise<void> {
    const account = accounts[environment];
    expect(await look(environment).parameters()).toMatchObject({
      GitenvImage: `${account}.dkr.ecr.eu-west-1.amazonaws.com/app@${digest}`,
    });
  }

  /** What happened to a resource of the stack, oldest first. */
  async function eventsOf(environment: string, resource: string): Promise<string[]> {
    const { StackEvents = [] } = await look(environment).cloudformation.send(
      new DescribeStackEventsCommand({ StackName: 'app' }),
    );
    const own = StackEvents.filter(({ LogicalResourceId }) => LogicalResourceId === resource);
    return own.map(({ ResourceStatus }) => ResourceStatus ?? '').toReversed();
  }

  test('takes a commit from dev to prd by the commands of its README, with one image', async () => {
    const [install = '', commit = '', ...release] = commandsOf(kit);
    expect(await world.ok(install)).not.toContain('Docker');
    const { environments: installed } = JSON.parse(world.read('gitenv.json'));
    for (const name of environments) accounts[name] = installed[name].account;
    // As it is before the very first deploy: there is no image, and nothing to keep one in. A plan leaves it so.
    await world.ok(commit);
    const planned = await world.ok('gitenv plan dev');
    expect(planned).toContain(`+ ${runs} AWS::`);
    expect(planned).toContain('The image of this commit is not built yet');
    expect(docker.verbs).toEqual([]);
    for (const name of environments) expect(await look(name).imageRepositories()).toEqual([]);
    for (const line of release) {
      const { status, stderr } = await world.sh(line);
      expect({ line, status, stderr: status === 0 ? '' : stderr }).toEqual({
        line,
        status: 0,
        stderr: '',
      });
    }
    first = await head();
    expect(docker.verbs).toEqual(['build', 'login', 'push', 'logout']);
    const digest = await imageOf(first);
    for (const name of environments) await expectRuns(name, digest);
    const bundles = await Promise.all(environments.map((it) => look(it).digest(first)));
    expect(new Set(bundles).size).toBe(1);
  });

  test('makes the stack with the first image at once, and with no other before', async () => {
    const log = await world.ok('gitenv logs dev');
    const order = [
      "Created the image repository 'app', whose tags are immutable.",
      'Pushed the image app@sha256:',
      'Stack app, which is new',
      `CREATE_COMPLETE  ${runs} (`,
    ].map((line) => log.indexOf(line));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    for (const name of environments)
      expect(await eventsOf(name, runs)).toEqual([
        'CREATE_IN_PROGRESS',
        'CREATE_IN_PROGRESS',
        'CREATE_COMPLETE',
      ]);
  });

  test('makes another image for the next commit, and deploys it in one change with all else', async () => {
    second = await takeUp(world, example, 1);
    expect(await world.ok('gitenv plan dev')).toMatch(
      new RegExp(`± ${isNew} AWS::[\\s\\S]+'image-not-built-yet' stands here for its digest`),
    );
    await world.ok('git push');
    expect(await world.ok('gitenv logs dev')).toMatch(new RegExp(`± replace {2}${isNew} `));
    await world.ok('gitenv promote stg');
    expect(await world.ok('gitenv plan prd')).not.toContain('not built yet');
    await world.ok('gitenv promote prd');
    expect(docker.builds).toBe(2);
    const digest = await imageOf(second);
    expect(digest).not.toBe(await imageOf(first));
    for (const name of environments) await expectRuns(name, digest);
  });

  test('rolls back to the image that ran before, and asks docker for nothing', async () => {
    const before = docker.verbs;
    const copied = await imageOf(first);
    await world.ok('gitenv rollback prd --yes');
    expect(await world.ok('gitenv logs prd')).toMatch(
      /The bundle .+ tests and build are skipped\./,
    );
    expect(docker.verbs).toEqual(before);
    await expectRuns('prd', copied);
    await expectRuns('stg', await imageOf(second));
  });

  test('finds nothing that differs from the commit', async () => {
    // CloudFormation compares with the rights of builds, and whoever has given none is told how.
    const { status, stderr } = await world.sh('gitenv drift prd');
    expect(status).toBe(5);
    const [, helping] =
      /hint: (gitenv init prd --build-policy \S+ReadOnlyAccess)\n/.exec(stderr) ?? [];
    await world.ok(`${helping} --yes`);
    await world.ok('gitenv drift prd');
  });

  test('is built for a look, and no image of that is pushed', async () => {
    const before = docker.verbs;
    const kept = await look('dev').imageRepositories();
    const { status, stderr } = await world.sh('gitenv build dev');
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stderr).toContain('The image was built, and is not pushed');
    expect(docker.verbs).toEqual([...before, 'build']);
    expect(await look('dev').imageRepositories()).toEqual(kept);
  });

  test('copies an image again that prd has lost, and moves nothing where nobody has it', async () => {
    const before = docker.verbs;
    const digest = await imageOf(second);
    for (const line of [`gitenv push prd ${second} --reason 'once more'`, 'gitenv redeploy prd']) {
      await look('prd').loseImage(second);
      const { status, stderr } = await world.sh(line);
      expect(status).toBe(0);
      expect(stderr).toContain(`has lost the image app@${short(digest)}, which stg has`);
      await expectRuns('prd', digest);
    }
    for (const name of ['stg', 'prd']) await look(name).loseImage(first);
    const { status, stderr } = await world.sh('gitenv rollback prd --yes');
    expect(status).toBe(5);
    expect(stderr).toContain('and stg has it neither; nothing was changed.');
    expect(stderr).toContain(
      `Delete bundles/${first}/ and promoted/${first}/ from the bucket of prd`,
    );
    expect(await world.ok('git ls-remote prd refs/heads/main')).toContain(second);
    expect(docker.verbs).toEqual(before);
  });
}
