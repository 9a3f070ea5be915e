import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { startMachine, type TestMachine } from '../../machine';
import { type RecordedEvents, recordEvents } from '../events/recorder';
import { signedUrl, Workspace } from './workspace';

let machine: TestMachine;
let work: Workspace;
let events: RecordedEvents;
let url: string;
const crowd = 64;

beforeAll(async () => {
  machine = await startMachine();
  const client = new CodeCommitClient(machine.client());
  await client.send(new CreateRepositoryCommand({ repositoryName: 'app' }));
  events = await recordEvents(machine);
  work = await new Workspace().init();
  url = signedUrl(machine, 'app');
});
afterAll(async () => {
  work.remove();
  await machine.destroy();
});

const refsThere = async () =>
  new Map(
    (await work.git('ls-remote', '--heads', url))
      .split('\n')
      .map((line) => line.split('\t').reverse() as [string, string]),
  );

describe(`${crowd} pushes at once`, () => {
  test('to a branch each all arrive, with an event each', async () => {
    const commit = await work.commit('First');
    const names = Array.from({ length: crowd }, (_, n) => `branch-${n}`);
    const runs = await Promise.all(
      names.map((name) => work.try('push', '--quiet', url, `main:refs/heads/${name}`)),
    );
    expect(runs.filter(({ code }) => code !== 0)).toEqual([]);
    expect(await refsThere()).toEqual(new Map(names.map((name) => [`refs/heads/${name}`, commit])));
    const told = (await events()).map(({ detail }) => detail.referenceName);
    expect(told.sort()).toEqual([...names].sort());
  });

  test('to the same branch let one win, and tell of that one alone', async () => {
    const base = await work.commit('Base');
    await work.git('push', '--quiet', url, 'main');
    const tree = await work.git('rev-parse', 'HEAD^{tree}');
    const rivals = await Promise.all(
      Array.from({ length: crowd }, (_, n) =>
        work.git('commit-tree', tree, '-p', base, '-m', `Rival ${n}`),
      ),
    );
    const runs = await Promise.all(
      rivals.map((rival) => work.try('push', '--quiet', url, `${rival}:refs/heads/main`)),
    );
    const winners = rivals.filter((_, n) => runs[n]?.code === 0);
    const moves = (await events())
      .map(({ detail }) => detail)
      .filter(
        ({ referenceName, event }) => referenceName === 'main' && event === 'referenceUpdated',
      );
    expect(winners).toEqual(moves.map(({ commitId }) => commitId));
    expect((await refsThere()).get('refs/heads/main')).toBe(winners.at(-1));
    expect(winners).toHaveLength(1);
  });
});
