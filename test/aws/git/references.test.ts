import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import type { GitSpeaker } from '../../../lib/aws/codecommit/git-request';
import { listReferences, moveReferences, noCommit } from '../../../lib/aws/codecommit/references';
import { tagText } from '../../../lib/aws/codecommit/tag-text';
import { startMachine, type TestMachine, testRegion } from '../../local/machine';
import { signedUrl, Workspace } from '../../local/services/codecommit/workspace';

let machine: TestMachine;
let backend: ChildProcess;
let root: Workspace;
let work: Workspace;
let speaker: GitSpeaker;
const places: Record<string, { readonly push: string; readonly address: string }> = {};
let first: string;
let second: string;

beforeAll(async () => {
  machine = await startMachine();
  const { credentials } = machine.client();
  speaker = { region: testRegion, credentials: async () => credentials };
  await new CodeCommitClient(machine.client()).send(
    new CreateRepositoryCommand({ repositoryName: 'app' }),
  );
  const address = `http://127.0.0.1:${machine.port}/v1/repos/app`;
  places['the server on this machine'] = { push: signedUrl(machine, 'app'), address };
  root = new Workspace();
  await root.git('init', '--quiet', '--bare', 'app');
  backend = spawn(process.execPath, [path.join(__dirname, 'backend.cjs'), root.folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const port = await new Promise((resolve) => backend.stdout?.once('data', resolve));
  const own = `http://127.0.0.1:${String(port).trim()}/app`;
  places["git's own server"] = { push: path.join(root.folder, 'app'), address: own };
  work = await new Workspace().init();
  first = await work.commit('First');
  second = await work.commit('Second');
});
afterAll(async () => {
  backend?.kill();
  work?.remove();
  root?.remove();
  await machine?.destroy();
});

describe.each(['the server on this machine', "git's own server"])(
  'to %s, git is spoken without git',
  (name) => {
    const ask = 'refs/tags/gitenv/ask/1';
    let push: string;
    let address: string;
    const all = () => listReferences(speaker, address);
    const move = (ref: string, from: string, to: string) =>
      moveReferences(speaker, address, [{ ref, from, to }]);

    beforeAll(() => {
      ({ push = '', address = '' } = places[name] ?? {});
    });

    test('and an empty repository has no references', async () => {
      expect(await all()).toEqual(new Map());
    });

    test('and all references are listed, with what annotated tags are and not where they lead', async () => {
      await work.git(
        'tag',
        '--annotate',
        '--force',
        '-m',
        'tills are down\n\nEnvironment: prd',
        'why',
      );
      await work.git('push', '--quiet', push, 'main', 'why', `${first}:${ask}`);
      expect(await all()).toEqual(
        new Map([
          ['refs/heads/main', second],
          [ask, first],
          ['refs/tags/why', await work.git('rev-parse', 'why')],
        ]),
      );
    });

    test('and the text of an annotated tag is read without the commit', async () => {
      const tag = await work.git('rev-parse', 'why');
      expect(await tagText(speaker, address, { tag, commit: second })).toContain(
        '\n\ntills are down\n\nEnvironment: prd\n',
      );
    });

    test('and a tag whose commit is another one is not read', async () => {
      const tag = await work.git('rev-parse', 'why');
      expect(await tagText(speaker, address, { tag, commit: first })).toBeUndefined();
    });

    test('and a branch is moved back, and on again', async () => {
      expect(await move('refs/heads/main', second, first)).toEqual(new Map());
      expect((await all()).get('refs/heads/main')).toBe(first);
      expect(await move('refs/heads/main', first, second)).toEqual(new Map());
    });

    test('and what has moved meanwhile stays where it is', async () => {
      const failed = await move('refs/heads/main', first, second);
      expect([...failed.keys()]).toEqual(['refs/heads/main']);
      expect((await all()).get('refs/heads/main')).toBe(second);
    });

    test('and a tag is made, and is deleted', async () => {
      const left = 'refs/tags/gitenv/left/1a2b3c4d';
      expect(await move(left, noCommit, first)).toEqual(new Map());
      expect((await all()).get(left)).toBe(first);
      expect(await move(left, first, noCommit)).toEqual(new Map());
      expect((await all()).has(left)).toBe(false);
    });

    test('and several are moved and deleted at once, each for itself', async () => {
      const gone = 'refs/tags/gitenv/ask/gone';
      const moves = [
        { ref: ask, from: first, to: noCommit },
        { ref: gone, from: second, to: first },
      ];
      const failed = await moveReferences(speaker, address, moves);
      expect([...failed.keys()]).toEqual([gone]);
      expect((await all()).has(ask)).toBe(false);
    });

    test('and nothing is sent for nothing', async () => {
      expect(await moveReferences(speaker, `${address}-no`, [])).toEqual(new Map());
    });

    test('and a commit that the repository lacks moves nothing', async () => {
      const failed = await move('refs/heads/main', second, 'f'.repeat(40));
      expect(failed.size).toBe(1);
      expect((await all()).get('refs/heads/main')).toBe(second);
    });
  },
);

test('a repository that is not there is told by name', async () => {
  const address = `http://127.0.0.1:${machine.port}/v1/repos/none`;
  await expect(listReferences(speaker, address)).rejects.toThrow(
    /CodeCommit's git answered with HTTP 40\d/,
  );
});

test('a stranger is refused', async () => {
  const stranger = {
    ...speaker,
    credentials: async () => ({ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' }),
  };
  const { address } = places['the server on this machine'] ?? { address: '' };
  await expect(listReferences(stranger, address)).rejects.toMatchObject({
    code: 'ACCESS_DENIED',
  });
});
