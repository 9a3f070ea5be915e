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
