import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runProcess } from '../deploy/stage';

const program = path.join(__dirname, 'topics.mjs');
const bench = (...args: string[]) =>
  runProcess(process.execPath, [program, ...args], { cwd: '/', env: process.env });

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-bench-'));
});

describe('the bench', () => {
  test('prints each row as it is measured, and a table of all at the end', async () => {
    const { exitCode, stdout, stderr } = await bench('100');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^counted …\n {2}the first: 100 requests {2}≤ 10 {2}within\n {2}the second: 3 requests {2}≤ 10 {2}OVER\nafter …\n/,
    );
    expect(stdout).toMatch(/^a machine\n/);
    expect(stdout).toMatch(/│ the first .* │ within │ 100 requests │ 12 ms │/);
    expect(stdout).toMatch(/│ after it /);
  });

  test('goes on after a topic that fails, keeps what it had measured, and says so by its exit code', async () => {
    const { exitCode, stdout } = await bench('100', 'fails');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/│ the first /);
    expect(stdout).toMatch(/│ counted +│ nothing +│ +│ stg has 6 buckets │ +│ FAILED │/);
    expect(stdout).not.toContain('and more');
    expect(stdout).toMatch(/│ after it /);
  });

  test('fails for a count that has risen by more than a tenth, and for nothing else', async () => {
    const file = path.join(folder, 'baseline.json');
    await bench('100', '--json', file);
    expect(JSON.parse(fs.readFileSync(file, 'utf8')).rows[0]).toMatchObject({
      topic: 'counted',
      what: 'the first',
      counts: { requests: 100 },
    });
    expect(await bench('110', '--against', file)).toMatchObject({ exitCode: 0 });
    expect(await bench('90', '--against', file)).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout } = await bench('111', '--against', file);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('RISEN  the first: 111 requests, 100 before\n');
  });
});
