import fs from 'node:fs';
import path from 'node:path';
import { build, declare, stage } from './declarations';
import { Trial } from './trial';

let trial: Trial;
beforeEach(async () => {
  trial = await Trial.begin();
});
afterEach(() => trial.machine.destroy());

/** The folders of the records that were put in their places, a name for each. */
async function writtenBy(work: () => Promise<unknown>): Promise<string[]> {
  const renamed = jest.spyOn(fs, 'renameSync');
  try {
    await work();
    const files = renamed.mock.calls.map(([, file]) =>
      path.relative(trial.machine.root, `${file}`),
    );
    return files.map((file) => file.split(path.sep)[4] ?? file);
  } finally {
    renamed.mockRestore();
  }
}

describe('the disk', () => {
  test('is flushed once for each turn of a release', async () => {
    const stages = [stage('Build', build('instant')), stage('Deploy', build('instant'))];
    await trial.create(declare(stages));
    await trial.machine.idle();
    const written = await writtenBy(async () => {
      await trial.start();
      await trial.machine.idle();
    });
    expect((await trial.statuses())[0]).toBe('Succeeded');
    // It starts, its source is there, and each of its two builds begins and ends.
    expect(written).toEqual(Array(6).fill('executions'));
  });
});
