import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { version } from '../../package.json';
import { type Company, caBundle, startCompany } from './company';

const run = promisify(execFile);

let folder: string;
let company: Company;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-network-'));
  const config = `[profile bundled]\nca_bundle = ${caBundle}\n[profile plain]\n`;
  fs.writeFileSync(path.join(folder, 'config'), config);
  await build({
    entryPoints: [path.join(__dirname, 'ask.ts')],
    outfile: path.join(folder, 'ask.cjs'),
    bundle: true,
    platform: 'node',
    logLevel: 'warning',
  });
});
beforeEach(async () => {
  company = await startCompany({
    GetPipelineState: { stageStates: [{ stageName: 'Deploy' }] },
    GetPipelineExecution: { pipelineExecution: { status: 'Failed' } },
  });
});
afterEach(() => company.close());
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly answer?: unknown;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
}

async function ask(
  way: string,
  env: Readonly<Record<string, string>>,
  profile = 'plain',
): Promise<Outcome> {
  const own = {
    AWS_CONFIG_FILE: path.join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'none'),
  };
  const args = [path.join(folder, 'ask.cjs'), way, profile];
  const { stdout } = await run(process.execPath, args, { env: { ...own, ...env } });
  return JSON.parse(stdout) as Outcome;
}

describe.each([['a light call'], ['the SDK']])('%s', (way) => {
  const host = 'codepipeline.eu-west-1.amazonaws.com';
  const answered = { answer: expect.anything() };

  test.each([['HTTPS_PROXY'], ['https_proxy'], ['ALL_PROXY'], ['all_proxy']])(
    'goes by the proxy that %s names, and trusts the certificates of AWS_CA_BUNDLE',
    async (variable) => {
      const env = { [variable]: `http://${company.address}`, AWS_CA_BUNDLE: caBundle };
      expect(await ask(way, env)).toEqual(answered);
      expect(company.connected).toEqual([{ to: `${host}:443`, login: undefined }]);
      expect(company.asked).toEqual([expect.objectContaining({ host })]);
    },
  );

  test('tells the proxy the name and the password that its address has, and AWS who calls', async () => {
    const HTTPS_PROXY = `http://robin:pass%20word@${company.address}`;
    expect(await ask(way, { HTTPS_PROXY, AWS_CA_BUNDLE: caBundle })).toEqual(answered);
    const login = `Basic ${Buffer.from('robin:pass word').toString('base64')}`;
    expect(company.connected).toEqual([{ to: `${host}:443`, login }]);
    expect(company.asked[0]?.userAgent).toMatch(new RegExp(`(^| )gitenv/${version}($| )`));
  });

  test('trusts the certificates that the profile names, unless AWS_CA_BUNDLE names others', async () => {
    const env = { HTTPS_PROXY: company.address };
    expect(await ask(way, env, 'bundled')).toEqual(answered);
    const others = { ...env, AWS_CA_BUNDLE: '/nowhere/bundle.pem' };
    expect((await ask(way, others, 'bundled')).error).toMatchObject({
      code: 'NOT_READABLE',
      message: expect.stringContaining('/nowhere/bundle.pem'),
    });
  });

  test('says what to set where a certificate is not trusted', async () => {
    expect((await ask(way, { HTTPS_PROXY: company.address })).error).toEqual({
      code: 'UNREACHABLE',
      message: expect.stringMatching(/ cannot be reached \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)\.$/),
    });
    expect(company.asked).toEqual([]);
  });

  test('says that it is the proxy that refuses', async () => {
    company.refusal = 407;
    const { error } = await ask(way, { HTTPS_PROXY: company.address });
    expect(error).toEqual({
      code: 'UNREACHABLE',
      message: expect.stringMatching(
        new RegExp(` cannot be reached through the proxy ${company.address} \\(.*407\\)\\.$`),
      ),
    });
  });

  test.each([['NO_PROXY'], ['no_proxy']])(
    'does not go by it where %s says so',
    async (variable) => {
      const endpoint = { AWS_ENDPOINT_URL: 'https://aws.invalid' };
      const env = { HTTPS_PROXY: company.address, [variable]: 'corp.example, .invalid' };
      expect((await ask(way, { ...env, ...endpoint })).error).toMatchObject({
        code: 'UNREACHABLE',
      });
      expect(company.connected).toEqual([]);
    },
  );

  test('never goes by it to this machine', async () => {
    const env = { HTTPS_PROXY: company.address, AWS_CA_BUNDLE: caBundle };
    expect(await ask(way, { ...env, AWS_ENDPOINT_URL: company.here })).toEqual(answered);
    expect(company.connected).toEqual([]);
    expect(company.asked).toHaveLength(1);
  });
});

test('objects are fetched by the proxy too', async () => {
  const env = { HTTPS_PROXY: company.address };
  expect(await ask('objects', env, 'bundled')).toEqual({ answer: '{}' });
  expect(company.connected[0]?.to).toBe('box.s3.eu-west-1.amazonaws.com:443');
});
