import fs from 'node:fs';
import path from 'node:path';
import { CreateBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { measurePeaks } from './peaks';
import { Workbench } from './workbench';

const site = 'orders-site-dev-111111111111';
const bytes = 2 * 1024 ** 3;

/** What a process may have of memory at most: a small part of the file. */
const residentBytes = 400 * 1024 ** 2;

let bench: Workbench;
beforeEach(async () => {
  bench = await Workbench.open();
  await bench.s3.send(new CreateBucketCommand({ Bucket: site }));
});
afterEach(() => bench.close());

test('a file of 2 GB is bundled and served without being in memory', async () => {
  bench.env = {
    CODEBUILD_BUILD_ARN: 'arn:aws:codebuild:eu-west-1:111111111111:build/orders-build:1',
  };
  const peaks = measurePeaks(bench);
  bench.write('gitenv.json', JSON.stringify({ kit: 'static-site' }));
  bench.write('build', '#!/bin/sh\n', 0o755);
  bench.write('dist/index.html', 'a film');
  const film = path.join(bench.folder, 'dist', 'film.mp4');
  fs.writeFileSync(film, '');
  fs.truncateSync(film, bytes);
  for (const file of ['buildspec.yml', 'deployspec.yml'])
    expect(await bench.buildspec('static-site', file)).toMatchObject({ status: 0, stderr: '' });
  const served = await bench.s3.send(new HeadObjectCommand({ Bucket: site, Key: 'film.mp4' }));
  expect(served).toMatchObject({ ContentLength: bytes, ContentType: 'video/mp4' });
  // One each for bundle, plan and apply.
  expect(peaks()).toHaveLength(3);
  expect(Math.max(...peaks())).toBeLessThan(residentBytes);
});
