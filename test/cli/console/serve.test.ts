import http from 'node:http';
import path from 'node:path';
import type { PageData } from '../../../cli/console/page/common/data';
import { type Console, serveConsole } from '../../../cli/console/serve';
import { samplePage } from './sample';

const folder = path.join(__dirname, '../../../dist/page');
let console_: Console;
let tell: (data: PageData) => void;
let fails = false;
beforeEach(async () => {
  const source = {
    data: async () => {
      if (fails) throw new Error('no answer');
      return samplePage();
    },
    watch: (hear: (data: PageData) => void) => {
      tell = hear;
    },
  };
  console_ = await serveConsole(source, folder, 0);
});
afterEach(() => console_.close());

interface Answer {
  readonly status: number;
  readonly cookie: string | undefined;
  readonly body: string;
}

function ask(
  headers: Record<string, string> = {},
  { path: at = '/', method = 'GET' } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(at, console_.address), { headers, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => (body += text));
      response.on('end', () => {
        const [cookie] = response.headers['set-cookie'] ?? [];
        resolve({ status: response.statusCode ?? 0, cookie, body });
      });
    });
    request.on('error', reject).end();
  });
}

const nameIn = (cookie: string | undefined) => cookie?.split(';')[0] ?? '';

test('the first browser is given a cookie that no script and no other site sees, and comes in with it again', async () => {
  const { status, cookie, body } = await ask();
  expect(status).toBe(200);
  expect(body).toContain('links');
  expect(cookie).toMatch(/^gitenv-console=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
  expect((await ask({ cookie: nameIn(cookie) })).status).toBe(200);
  expect((await ask({ cookie: `other=1; ${nameIn(cookie)}` })).status).toBe(200);
});

test('whoever comes after it is told so, with a wrong cookie as well', async () => {
  await ask();
  for (const headers of [
    {},
    { cookie: `gitenv-console=${'A'.repeat(43)}` },
    { cookie: 'gitenv-console=' },
  ]) {
    const { status, cookie, body } = await ask(headers);
    expect([status, cookie]).toEqual([403, undefined]);
    expect(body).toMatch(/^Another browser has opened this console\./);
    expect((await ask(headers, { path: '/events' })).status).toBe(403);
  }
});

test('of two browsers that open it at once, one comes in', async () => {
  const answers = await Promise.all([ask(), ask(), ask()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
});

test('a browser that was shown nothing has not taken the place of another', async () => {
  fails = true;
  await expect(ask()).rejects.toThrow();
  fails = false;
  expect((await ask()).status).toBe(200);
});

test.each([
  ['a name that was pointed to this machine', { host: 'evil.example:80' }],
  ['a page of another site', { origin: 'https://evil.example' }],
  ['a page of another port', { origin: 'http://127.0.0.1:1' }],
  ['a link on another site', { 'sec-fetch-site': 'cross-site' }],
])('%s is refused, and takes nobody’s place', async (_, headers) => {
  expect((await ask(headers)).status).toBe(403);
  expect((await ask()).status).toBe(200);
});

test('it changes nothing, and has no other page', async () => {
  const cookie = nameIn((await ask()).cookie);
  expect((await ask({ cookie }, { method: 'POST' })).status).toBe(405);
  expect((await ask({ cookie }, { path: '/../gitenv.json' })).status).toBe(404);
});

test('what is new is told to the browser that is there', async () => {
  const cookie = nameIn((await ask()).cookie);
  const heard = await new Promise<string>((resolve, reject) => {
    const request = http.get(
      new URL('/events', console_.address),
      { headers: { cookie } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => {
          text += part;
          if (text.endsWith('\n\n') && !text.includes('"later"'))
            tell(samplePage({ application: 'later' }));
          if (text.includes('"later"') && text.endsWith('\n\n')) {
            request.destroy();
            resolve(text);
          }
        });
      },
    );
    request.on('error', reject);
  });
  const events = heard.trim().split('\n\n');
  expect(events).toHaveLength(2);
  const [name, data = ''] = events[1]?.split('\n') ?? [];
  expect(name).toBe('event: data');
  expect(JSON.parse(data.replace('data: ', ''))).toMatchObject({ application: 'later' });
});
