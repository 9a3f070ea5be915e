import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { flushPacket, packet } from '../../../../lib/local/services/codecommit/http/pktline';
import { startMachine, type TestMachine } from '../../machine';
import { signedUrl, Workspace } from './workspace';

let machine: TestMachine;
const bugs: unknown[] = [];
const packHead = Buffer.from('PACK\0\0\0\x02\0\0\0\0');
const emptyPack = Buffer.concat([packHead, createHash('sha1').update(packHead).digest()]);
const none = '0'.repeat(40);

beforeAll(async () => {
  machine = await startMachine({ onBug: (error) => bugs.push(error) });
  const client = new CodeCommitClient(machine.client());
  await client.send(new CreateRepositoryCommand({ repositoryName: 'app' }));
});
afterAll(() => machine.destroy());

async function post(service: string, body: Uint8Array, headers: Record<string, string> = {}) {
  const { username, password, origin, pathname } = new URL(signedUrl(machine, 'app'));
  const login = Buffer.from(`${username}:${password}`).toString('base64');
  const reply = await fetch(`${origin}${pathname}/${service}`, {
    method: 'POST',
    headers: { authorization: `Basic ${login}`, ...headers },
    body,
  });
  return { status: reply.status, text: await reply.text() };
}

describe('a request that git would not send', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello, is this the repository?')],
    ['half a packet', Buffer.from('00ffabc')],
    ['a length that is too small', Buffer.from('0002')],
    ['commands without their end', packet(`${none} ${'a'.repeat(40)} refs/heads/x`)],
    ['a command that is none', Buffer.concat([packet('please push'), flushPacket])],
  ])('as a push is refused: %s', async (_, body) => {
    expect((await post('git-receive-pack', body)).status).toBe(400);
  });

  test('as a compressed push that is not compressed is refused', async () => {
    const headers = { 'content-encoding': 'gzip' };
    expect((await post('git-receive-pack', Buffer.from('plain'), headers)).status).toBe(400);
    expect((await post('git-upload-pack', Buffer.from('plain'), headers)).status).toBe(200);
  });

  test('names no file outside the repository', async () => {
    const work = await new Workspace().init();
    const commit = await work.commit('First');
    await work.git('push', '--quiet', signedUrl(machine, 'app'), 'main:side');
    work.remove();
    const commands = ['refs/heads/../../config', '../escape', 'HEAD', '/etc/passwd'].map(
      (ref, index) => packet(`${none} ${commit} ${ref}${index === 0 ? '\0report-status' : ''}`),
    );
    const { status, text } = await post(
      'git-receive-pack',
      gzipSync(Buffer.concat([...commands, flushPacket, emptyPack])),
      { 'content-encoding': 'gzip' },
    );
    expect(status).toBe(200);
    expect(text.match(/ng \S+ (funny refname|not a valid name)/g)).toHaveLength(4);
    expect(text).not.toMatch(/ok (refs|HEAD|\.|\/)/);
  });

  test('leaves the server whole: it has met no bug, and the next push arrives', async () => {
    const work = await new Workspace().init();
    await work.commit('First');
    await work.git('push', '--quiet', signedUrl(machine, 'app'), 'main');
    work.remove();
    await machine.idle();
    expect(bugs).toEqual([]);
  });

  test('that hangs up in the middle of a pack moves nothing', async () => {
    const { username, password, origin, pathname } = new URL(signedUrl(machine, 'app'));
    const login = Buffer.from(`${username}:${password}`).toString('base64');
    const head = Buffer.concat([
      packet(`${none} ${'a'.repeat(40)} refs/heads/half\0report-status`),
      flushPacket,
      Buffer.from('PACK\0\0\0\x02\0\0\0\x05'),
    ]);
    const hangUp = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => stream.enqueue(head),
      pull: () => hangUp.abort(),
    });
    const init = { method: 'POST', body, duplex: 'half', signal: hangUp.signal };
    const headers = { authorization: `Basic ${login}` };
    await fetch(`${origin}${pathname}/git-receive-pack`, { ...init, headers } as RequestInit).catch(
      () => undefined,
    );
    await machine.idle();
    const work = await new Workspace().init();
    expect(await work.git('ls-remote', signedUrl(machine, 'app'), 'half')).toBe('');
    work.remove();
    expect(bugs).toEqual([]);
  });
});
