import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const project = path.join(__dirname, '..', '..');
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-compiled-'));
  write('main.cjs', 'exports.say = () => require("./part.cjs").word + require("node:path").sep;');
  write('part.cjs', 'exports.word = "one";');
  const bundle = ['--bundle', '--platform=node', `--outfile=${path.join(folder, 'loader.cjs')}`];
  execFileSync(
    path.join(project, 'node_modules', '.bin', 'esbuild'),
    ['cli/bin/compiled.ts', '--log-level=error', ...bundle],
    { cwd: project },
  );
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  fs.mkdirSync(path.join(folder, 'parts'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'parts', name), text);
}

function run(): string {
  const script = `const { loadCompiled } = require('./loader.cjs');
    process.stdout.write(loadCompiled(require('node:path').resolve('parts/main.cjs')).say());`;
  return execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' });
}

function kept(): string[] {
  const name = fs.readdirSync(path.join(folder, 'parts')).find((it) => it.startsWith('.compiled'));
  const place = path.join(folder, 'parts', name ?? '');
  return name === undefined ? [] : fs.readdirSync(place).map((it) => path.join(place, it));
}

describe('a program that is loaded in compiled form', () => {
  test('keeps what it compiled beside itself, and runs from that', () => {
    expect(run()).toBe('one/');
    expect(kept().map((file) => path.basename(file))).toEqual(['main.cjs', 'part.cjs']);
    const before = kept().map((file) => fs.statSync(file).mtimeMs);
    expect(run()).toBe('one/');
    expect(kept().map((file) => fs.statSync(file).mtimeMs)).toEqual(before);
  });

  test('runs the new source of a part that changed, even by one letter', () => {
    run();
    write('part.cjs', 'exports.word = "two";');
    expect(run()).toBe('two/');
    expect(run()).toBe('two/');
  });

  test('is not led astray by what is damaged', () => {
    run();
    for (const file of kept()) fs.writeFileSync(file, fs.readFileSync(file).subarray(0, 40));
    expect(run()).toBe('one/');
    for (const file of kept()) fs.writeFileSync(file, '');
    expect(run()).toBe('one/');
  });

  test('works where nothing can be kept', () => {
    write(`.compiled-${process.versions.v8}-${process.arch}`, 'in the way');
    expect(run()).toBe('one/');
  });
});
