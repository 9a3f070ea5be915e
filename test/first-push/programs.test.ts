import fs from 'node:fs';
import path from 'node:path';
import { FirstWorld } from './first-world';
import { programs } from './repositories';

let first: FirstWorld;
beforeAll(async () => {
  first = await FirstWorld.open();
});
afterAll(() => first.end());

describe('the first push is green, with rights enforced', () => {
  test.each(programs.map((it) => [it.kind, it] as const))('%s', async (_, repository) => {
    const { json, push, calls, folder } = await first.firstPush(repository);
    expect([push.stdout, push.status]).toEqual([expect.stringContaining('is released'), 0]);
    expect(json.kit?.name).toBe(repository.kit);
    if (repository.because !== undefined) expect(json.kit?.because).toBe(repository.because);
    let at = 0;
    for (const run of repository.runs ?? []) {
      const found = calls.slice(at).findIndex((call) => call.includes(run));
      expect({ run, calls: calls.slice(at), found: found >= 0 }).toMatchObject({ found: true });
      at += found;
    }
    const build = path.join(folder, repository.build ?? 'build');
    expect(fs.statSync(build).mode & 0o111).toBe(0o111);
    expect(await first.ok(folder, 'git status --porcelain')).toBe('');
  });
});
