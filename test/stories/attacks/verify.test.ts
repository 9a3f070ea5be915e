import fs from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { parameters, yes } from '../../../lib/contract';
import { until } from '../../local/until';
import { KitStage } from '../going-back';

const project = path.join(__dirname, '../../..');

/** What a ./verify does that has turned evil, with the credentials that it is given. */
function evilVerify(bucket: string): string {
  const contents = `
    import { listObjects } from './lib/aws/objects/list-objects';
    import { storeObject } from './lib/aws/objects/object-store';
    import { call } from './lib/aws/call/call';
    import { GetPipelineState } from './lib/aws/pipeline/operations';
    import { jobOf } from './buildspecs/program/job/job';
    import { Readable } from 'node:stream';
    import { createHash } from 'node:crypto';

    const job = jobOf({ ...process.env, GITENV_BUCKET: ${JSON.stringify(bucket)} }, () => undefined);
    const { region, credentials, endpoint } = job;
    const body = Buffer.from('evil');
    const sha256 = createHash('sha256').update(body).digest('hex');
    const object = { open: () => Readable.from([body]), bytes: body.length, sha256, onlyNew: false };
    const tries = {
      list: () => listObjects(job.bucket),
      pipeline: () => call({ region, credentials, endpoint }, GetPipelineState, { name: 'shop' }),
      ...Object.fromEntries(
        ['shop/Source/evil', 'shop/Bundle/evil', 'bundles/evil', 'records/1.json', 'anything'].map((key) => [
          key, () => storeObject(job.bucket, key, object),
        ]),
      ),
    };
    const main = async () => {
      for (const [name, attempt] of Object.entries(tries))
        console.log('EVIL', name, await attempt().then(() => 'done', (error) => error.name));
    };
    main();
  `;
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: project, loader: 'ts' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    write: false,
  });
  return `#!/usr/bin/env node\n${outputFiles[0]?.text ?? ''}`;
}

describe('a ./verify that means harm', () => {
  let kit: KitStage;
  beforeAll(async () => {
    kit = await KitStage.set();
    await kit.install({ [parameters.verify]: yes });
    kit.useKit('script');
    for (const name of ['build', 'deploy']) kit.write(name, '#!/bin/sh\ntrue\n', 0o755);
  });
  afterAll(() => kit.destroy());

  test('may write nothing, start nothing and read nothing but its commit', async () => {
    const bucket = await kit.bucket();
    kit.write('verify', evilVerify(bucket), 0o755);
    await kit.release('Look, and more');
    const { stdout } = await kit.stage.gitenv(['logs', 'dev']);
    const tried = stdout.split('\n').filter((line) => line.startsWith('EVIL '));
    expect(tried).toHaveLength(7);
    for (const line of tried) expect(line).toMatch(/ AccessDenied(Exception)?$/);
  });

  test('is stopped when its time is over, and the release has failed', async () => {
    const begun = path.join(kit.stage.folder, 'begun');
    const timers = jest.spyOn(globalThis, 'setTimeout');
    const hangs = { verify: `#!/bin/sh\ntouch ${begun}\nsleep 1000\n` };
    const commit = await kit.hang('Hang', hangs, () => fs.existsSync(begun));
    // The ten minutes are over.
    timers.mock.calls.find(([, ms]) => ms === 10 * 60_000)?.[0]();
    timers.mockRestore();
    await kit.stage.machine.idle();
    await until(async () => {
      const { stdout } = await kit.stage.gitenv(['history', 'dev', '--json']);
      return JSON.parse(stdout).releases[0].status === 'Failed';
    });
    const { stdout } = await kit.stage.gitenv(['status', 'dev', '--json']);
    const [row] = JSON.parse(stdout).environments;
    expect(row).toMatchObject({ running: { commit }, unverified: { commit, status: 'Failed' } });
    const logs = await kit.stage.gitenv(['logs', 'dev']);
    expect(logs.stdout + logs.stderr).toContain('timed out after 10 minutes');
  });
});
