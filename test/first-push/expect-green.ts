import fs from 'node:fs';
import path from 'node:path';
import type { FirstWorld } from './first-world';
import type { SmallRepository } from './repositories';

/** Takes a repository through its first push, and fails the test unless that is green, and everything as it says. */
export async function expectGreen(first: FirstWorld, repository: SmallRepository): Promise<void> {
  const { json, push, calls, folder } = await first.firstPush(repository);
  expect([push.stdout, push.status]).toEqual([expect.stringContaining('is released'), 0]);
  const starter = json.starters.find((it) => /(^|\/)deploy(spec\.yml)?$/.test(it));
  expect([push.stdout, push.stdout.includes('nothing is deployed yet')]).toEqual([
    expect.stringContaining(starter === undefined ? '' : `yet, as ${starter} says: fill it in`),
    starter !== undefined,
  ]);
  expect(json.kit?.name).toBe(repository.kit);
  if (repository.because !== undefined) expect(json.kit?.because).toBe(repository.because);
  let at = 0;
  for (const run of repository.runs ?? []) {
    const found = calls.slice(at).findIndex((call) => call.includes(run));
    expect({ run, calls: calls.slice(at), found: found >= 0 }).toMatchObject({ found: true });
    at += found;
  }
  for (const program of json.starters.filter((it) => !/\.(yml|json)$/.test(it)))
    expect(fs.statSync(path.join(folder, program)).mode & 0o111).toBe(0o111);
  if (repository.build !== undefined) expect(json.starters).toContain(repository.build);
  expect(await first.ok(folder, 'git status --porcelain')).toBe('');
}
