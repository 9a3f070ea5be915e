import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { makeWorld, type World } from './world';

const examples = path.join(__dirname, '../../examples');
const readme = fs.readFileSync(
  path.join(__dirname, '../../buildspecs/static-site/README.md'),
  'utf8',
);
const accounts = { dev: '111111111111', stg: '222222222222', prd: '333333333333' } as const;
type Name = keyof typeof accounts;

let world: World;
const commits: string[] = [];
/** What prd serves as of the second release. */
let painted: string;

beforeAll(async () => {
  world = await makeWorld({});
  fs.cpSync(path.join(examples, 'site'), world.repository, { recursive: true });
  await world.ok('gitenv local up --port 0');
});
afterAll(() => world.end());

const bucketOf = (name: Name) => `app-site-${name}-${accounts[name]}`;

/** As somebody who looks at an account with its profile. */
function s3(name: Name): S3Client {
  const { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials } = world.env;
  const settingOf = (file: string | undefined, key: string) => {
    const text = fs.readFileSync(file ?? '', 'utf8');
    const [, section = ''] = text.split(new RegExp(`^\\[(?:profile )?gitenv-${name}\\]$`, 'm'));
    return new RegExp(`^${key}\\s*=\\s*(.+)$`, 'm').exec(section)?.[1] ?? '';
  };
  return new S3Client({
    region: 'eu-west-1',
    endpoint: settingOf(config, 'endpoint_url'),
    forcePathStyle: true,
    credentials: {
      accessKeyId: settingOf(credentials, 'aws_access_key_id'),
      secretAccessKey: settingOf(credentials, 'aws_secret_access_key'),
    },
  });
}

async function files(name: Name): Promise<string[]> {
  const { Contents } = await s3(name).send(new ListObjectsV2Command({ Bucket: bucketOf(name) }));
  return (Contents ?? []).map(({ Key = '' }) => Key.replace(/\.[0-9a-f]{12}\./, '.#.'));
}

/** What a visitor gets: the page, and each asset it asks for. */
async function visit(name: Name, page = 'index.html'): Promise<string> {
  const get = async (Key: string) => {
    const { Body } = await s3(name).send(new GetObjectCommand({ Bucket: bucketOf(name), Key }));
    return (await Body?.transformToString()) ?? '';
  };
  const html = await get(page);
  const assets = [...html.matchAll(/"\/(assets\/[^"]+)"/g)].map(([, key = '']) => key);
  return [html, ...(await Promise.all(assets.map(get)))].join('\n');
}

/** What a browser is shown, at the address that gitenv tells. Only browsers know that every name below localhost is this machine. */
async function browse(name: Name): Promise<string> {
  const { host, hostname, port } = new URL(await world.ok(`gitenv open ${name} --app --print`));
  expect(hostname).toMatch(/^d[a-z0-9]{13}\.cloudfront\.localhost$/);
  const [response] = await once(
    http.get({ host: '127.0.0.1', port, headers: { host } }),
    'response',
  );
  return (await response.setEncoding('utf8').toArray()).join('');
}

async function next(patch: string): Promise<string> {
  await world.ok(`git am --quiet ${examples}/site.history/${patch}`);
  const commit = await world.ok('git rev-parse HEAD');
  commits.push(commit);
  return commit;
}

const bundled = /Bundled \d+ files \(\d+ bytes\) as ([0-9a-f]{8,})|The bundle ([0-9a-f]{8,})/;
const digestIn = (log: string) => {
  const [, built, found] = bundled.exec(log) ?? [];
  return built ?? found;
};
const wasBuilt = (log: string) => /made \d files/.test(log);

describe('a static site on the path to production', () => {
  test('is set up as its README says', async () => {
    const { stderr } = await world.sh(
      'gitenv init dev stg prd --kit static-site --deploy-policy arn:aws:iam::aws:policy/AdministratorAccess --yes',
    );
    expect(stderr).toContain(
      'dev, stg, prd  deploys may change everything in the account (AdministratorAccess)\n  ! whoever may push then has every right',
    );
    const config = JSON.parse(world.read('gitenv.json'));
    const [settings = '{}'] = /\{ "name": "static-site", "site".*\}/.exec(readme) ?? [];
    expect(config.kit).toEqual(JSON.parse(settings));
    const [line = 'not there'] = /node .*--from site.yml.*build/.exec(readme) ?? [];
    expect(world.read('buildspec.yml')).toContain(line);
    commits.push(await world.commit('Deploy with gitenv'));
  });

  test('goes to dev, stg and prd with one digest, and serves the same there', async () => {
    const logs = [
      (await world.sh('git push')).stderr,
      (await world.sh('git push stg')).stderr,
      (await world.sh('git push prd HEAD:refs/heads/main')).stderr,
    ];
    expect(logs[0]).toContain('The plan for dev: 8 to add.');
    expect(logs.map(digestIn)).toEqual(Array(3).fill(expect.stringMatching(/^[0-9a-f]{8,}$/)));
    expect(new Set(logs.map(digestIn)).size).toBe(1);
    expect(await visit('prd')).toBe(await visit('dev'));
    expect(await visit('prd', 'prices.html')).toContain('A rowing boat: 12 an hour.');
    expect(JSON.parse(world.read('gitenv.json')).url).toEqual({ output: 'Address' });
    expect(logs[0]).toMatch(/^dev: is at http:\/\/d\w{13}\.cloudfront\.localhost:\d+\/$/m);
    expect(await browse('dev')).toContain('<title>');
  });

  test('changes only what a change touches, the front page last, and keeps what open pages ask for', async () => {
    await next('0001-Paint-the-pages-in-a-light-blue.patch');
    const { stderr } = await world.sh('git push');
    expect(stderr).toContain('The plan for dev: 1 to add, 2 to change.');
    expect(stderr).toMatch(
      /Invalidation I[A-Z0-9]{13} of E[A-Z0-9]{13}: \/index\.html \/ \/prices/,
    );
    const [style = 'none'] = /style\.[0-9a-f]+\.css/.exec(await visit('dev')) ?? [];
    expect(await browse('dev')).toContain(style);
    expect(stderr.match(/put \S.*/g)?.map((line) => line.replace(/[0-9a-f]{12}/, '#'))).toEqual([
      'put assets/style.#.css',
      'put prices.html',
      'put index.html',
    ]);
    expect(await files('dev')).toEqual([
      'assets/open.#.js',
      'assets/style.#.css',
      'assets/style.#.css',
      'index.html',
      'prices.html',
    ]);
    expect(await visit('dev')).toContain('aliceblue');
    await world.ok('gitenv promote stg --through prd');
    painted = await visit('prd');
    expect(painted).toBe(await visit('dev'));
  });

  test('deletes a page that is gone, and the assets of two releases ago', async () => {
    await next('0002-Say-the-price-on-the-front-page.patch');
    const { stderr } = await world.sh('git push');
    expect(stderr).toContain('The plan for dev: 1 to change, 1 to destroy.');
    expect(await files('dev')).toEqual(['assets/open.#.js', 'assets/style.#.css', 'index.html']);
    await world.ok('gitenv promote stg --through prd');
  });

  test('is not released where the build fails', async () => {
    const before = await visit('dev');
    await next('0003-Link-to-the-boats.patch');
    const { status, stderr } = await world.sh('git push');
    expect(status).toBe(1);
    expect(stderr).toContain('index.html links to /boats.html, which is not there');
    expect(await visit('dev')).toBe(before);
  });

  test('is rolled back in prd without being built again, to the very same bytes', async () => {
    const { status, stdout, stderr } = await world.sh('gitenv rollback prd --yes');
    expect(status).toBe(0);
    const log = stdout + stderr;
    expect(log).toContain('tests and build are skipped.');
    expect(wasBuilt(log)).toBe(false);
    expect(log).toContain('The plan for prd: 1 to add, 1 to change.');
    expect(await visit('prd', 'prices.html')).toContain('A rowing boat: 12 an hour.');
    expect(await visit('prd')).toBe(painted);
  });

  test('was built once, also where it was pushed by git alone', async () => {
    for (const commit of commits.slice(0, 3)) {
      expect(wasBuilt(await world.ok(`gitenv logs dev ${commit}`))).toBe(true);
      expect(wasBuilt(await world.ok(`gitenv logs stg ${commit}`))).toBe(false);
      expect(wasBuilt(await world.ok(`gitenv logs prd ${commit}`))).toBe(false);
    }
  });

  test('shows the same digest everywhere in the history', async () => {
    const digests = async (name: string) => {
      const { releases } = JSON.parse(await world.ok(`gitenv history ${name} --json`));
      const all = releases as { commit: string; bundle?: string }[];
      return commits.slice(0, 3).map((commit) => all.find((it) => it.commit === commit)?.bundle);
    };
    const dev = await digests('dev');
    expect(new Set(dev).size).toBe(3);
    expect(await digests('stg')).toEqual(dev);
    expect(await digests('prd')).toEqual(dev);
  });
});
