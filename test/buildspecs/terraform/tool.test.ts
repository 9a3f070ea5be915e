import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import yazl from 'yazl';
import { resource, StandInBench } from './bench';

let site: StandInBench;
let publisher: http.Server;
let served: Map<string, Buffer>;
let asked: string[];
beforeEach(async () => {
  site = await StandInBench.open('terraform', {});
  await site.makeStateBucket();
  site.bench.write('main.tf', 'terraform {\n  backend "s3" {}\n}\n');
  site.world({ changes: [resource('aws_sqs_queue.jobs', ['create'])] });
  // Tools that are installed stay in the folder of temporary files.
  site.bench.env.TMPDIR = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-tools-test-'));
  [served, asked] = [new Map(), []];
  publisher = http.createServer(({ url = '' }, response) => {
    asked.push(url);
    const body = served.get(url);
    response.writeHead(body ? 200 : 404).end(body);
  });
  await new Promise<void>((resolve) => publisher.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => publisher.close(resolve));
  fs.rmSync(site.bench.env.TMPDIR ?? '', { recursive: true });
  await site.bench.close();
});

const platform = `${os.platform()}_${os.arch() === 'x64' ? 'amd64' : os.arch()}`;

function address(): string {
  return `http://127.0.0.1:${(publisher.address() as AddressInfo).port}`;
}

/** Publishes the stand-in as a version of a tool, as its maker would. */
async function publish(name: string, folder: string, version: string): Promise<void> {
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.from('a licence'), 'LICENSE.txt');
  zip.addFile(path.join(__dirname, 'stand-in.cjs'), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  const archive = Buffer.concat(chunks);
  const file = `${name}_${version}_${platform}.zip`;
  const sum = createHash('sha256').update(archive).digest('hex');
  served.set(`/${folder}/${file}`, archive);
  served.set(
    `/${folder}/${name}_${version}_SHA256SUMS`,
    Buffer.from(`${'0'.repeat(64)}  other.zip\n${sum}  ${file}\n`),
  );
}

describe('the tool of the terraform kit', () => {
  test('is installed in the version that the commit pins, once for a build', async () => {
    await publish('terraform', '1.13.4', '1.13.4');
    site.settings({ releases: { terraform: address() } });
    site.bench.write('.terraform-version', '1.13.4\n');
    expect(await site.build()).toMatchObject({ status: 0, stderr: '' });
    expect(asked).toEqual([
      '/1.13.4/terraform_1.13.4_SHA256SUMS',
      `/1.13.4/terraform_1.13.4_${platform}.zip`,
    ]);
    expect(site.calls('plan')).toHaveLength(1);
  });

  test('is OpenTofu where the commit pins that', async () => {
    await publish('tofu', 'v1.10.6', '1.10.6');
    site.settings({ releases: { tofu: address() } });
    site.bench.write('.opentofu-version', 'v1.10.6\n');
    expect(await site.build()).toMatchObject({ status: 0, stderr: '' });
    expect(new Set(site.calls().map(({ name }) => name))).toEqual(new Set(['tofu']));
  });

  test('is not run where it is other than its published checksum says', async () => {
    await publish('terraform', '1.13.4', '1.13.4');
    served.set(`/1.13.4/terraform_1.13.4_${platform}.zip`, Buffer.from('something else'));
    site.settings({ releases: { terraform: address() } });
    site.bench.write('.terraform-version', '1.13.4\n');
    const { status, stderr } = await site.build();
    expect(status).toBe(1);
    expect(stderr).toMatch(/has the SHA-256 [0-9a-f]{64}, and not [0-9a-f]{64} as published\.\n/);
    expect(site.calls()).toEqual([]);
  });

  test('has to be published', async () => {
    site.settings({ releases: { terraform: address() } });
    site.bench.write('.terraform-version', '9.9.9\n');
    expect((await site.build()).stderr).toContain(
      `${address()}/9.9.9/terraform_9.9.9_SHA256SUMS answers with HTTP 404.`,
    );
  });

  test.each([
    ['latest', ".terraform-version says 'latest': write one exact version, such as 1.13.4."],
    ['>= 1.10', ".terraform-version says '>= 1.10'"],
  ])('is never the version %s', async (version, message) => {
    site.settings({});
    site.bench.write('.terraform-version', version);
    expect((await site.build()).stderr).toContain(message);
  });

  test('has to be pinned or in the build image', async () => {
    site.settings({});
    const bin = fs.mkdtempSync(path.join(site.bench.env.TMPDIR ?? '', 'bin-'));
    fs.symlinkSync(process.execPath, path.join(bin, 'node'));
    fs.symlinkSync('/bin/bash', path.join(bin, 'bash'));
    site.bench.env.PATH = bin;
    expect((await site.build()).stderr).toContain(
      'There is no terraform in the build image. Add .terraform-version with an exact version',
    );
  });

  test('has to be said where the commit pins both', async () => {
    site.settings({});
    site.bench.write('.terraform-version', '1.13.4\n');
    site.bench.write('.opentofu-version', '1.10.6\n');
    expect((await site.build()).stderr).toContain('say "tool" in gitenv.json.');
  });
});
