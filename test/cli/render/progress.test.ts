import { progressOn } from '../../../cli/render/progress';
import { Output } from '../../../cli/terminal/output';

test('what goes to a file keeps the colours of builds, and no control characters of subjects', () => {
  const written: string[] = [];
  const sink = { write: (text: string) => written.push(text) };
  const output = new Output({ stdout: sink, stderr: sink, env: {}, json: false, quiet: false });
  const progress = progressOn(output, () => undefined);
  progress.say('dev: releasing 01234567 "Harmless \u001b[2J\u001b]0;title\u0007"');
  progress.log('\u001b[32mok\u001b[39m');
  expect(written).toEqual(['dev: releasing 01234567 "Harmless "\n', '  \u001b[32mok\u001b[39m\n']);
});
