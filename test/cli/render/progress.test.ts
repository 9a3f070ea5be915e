import { progressOn } from '../../../cli/render/progress';
import { Output } from '../../../cli/terminal/output';

test('nothing that others wrote steers the terminal on which a file or a pipe is read one day', () => {
  const written: string[] = [];
  const sink = { write: (text: string) => written.push(text) };
  const output = new Output({ stdout: sink, stderr: sink, env: {}, json: false, quiet: false });
  const progress = progressOn(output, () => undefined);
  progress.say('dev: releasing 01234567 "Harmless \u001b[2J\u001b]0;title\u0007"');
  progress.log('\u001b[32mok\u001b[39m\u202e.\u0007!');
  progress.log('10 %\r100 %');
  expect(written).toEqual(['dev: releasing 01234567 "Harmless "\n', '  ok . !\n', '  100 %\n']);
});

test('a line of its own is told whole, whatever a commit subject in it would overwrite', () => {
  const written: string[] = [];
  const sink = { write: (text: string) => written.push(text) };
  const output = new Output({ stdout: sink, stderr: sink, env: {}, json: false, quiet: false });
  progressOn(output, () => undefined).say('dev: 01234567 failed: "evil\rdev: is released"');
  expect(written).toEqual(['dev: 01234567 failed: "evil dev: is released"\n']);
});

test.each([
  [0, undefined],
  [80, 80],
])('a terminal that says it has %s columns is taken for one of %s', (columns, taken) => {
  const sink = { write: () => true, isTTY: true, columns };
  const output = new Output({ stdout: sink, stderr: sink, env: {}, json: false, quiet: false });
  expect(output.columns).toBe(taken);
});
