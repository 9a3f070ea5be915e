import { renderBug } from '../../../cli/render/error';
import { Output } from '../../../cli/terminal/output';

const steering = '\u001b[2J\u001b]0;title\u0007\u009b2J\u202e';

function outputs({ isTTY = true, json = false } = {}) {
  const [out, err]: [string[], string[]] = [[], []];
  const output = new Output({
    stdout: { isTTY, write: (text) => out.push(text) },
    stderr: { isTTY, write: (text) => err.push(text) },
    env: {},
    json,
    quiet: false,
  });
  return { output, out, err };
}

const steers = (text: string) => /(?!\n)[\p{Cc}\p{Bidi_Control}]/u.test(text);

test('whatever a command forgets to clean, nothing that others wrote steers the terminal', () => {
  const { output, out, err } = outputs();
  output.progress(`dev: ${steering}`);
  output.notice(`dev: ${steering}`);
  output.resultLine({}, `dev: ${steering}`);
  output.result({}, () => `dev: ${steering}`);
  expect([...out, ...err]).toHaveLength(4);
  for (const text of [...out, ...err]) {
    expect(text).toContain('dev: ');
    expect(steers(text)).toBe(false);
  }
});

test('colours pass, and lines and tabs stay', () => {
  const { output, out } = outputs();
  output.result({}, () => '\u001b[1;31mred\u001b[0m\tand\nmore');
  expect(out).toEqual(['\u001b[1;31mred\u001b[0m\tand\nmore\n']);
});

test('an answer in JSON steers nothing, and is read as the same', () => {
  const { output, out } = outputs({ json: true });
  output.result({ name: steering }, String);
  output.resultLine({ name: steering }, '');
  for (const text of out) {
    expect(steers(text)).toBe(false);
    expect(JSON.parse(text)).toEqual({ name: steering });
  }
});

test('a file gets what was asked for as it is', () => {
  const { output, out } = outputs({ isTTY: false });
  output.resultLine({}, '\u001b[32mok\u001b[39m\u0007');
  expect(out).toEqual(['\u001b[32mok\u001b[39m\u0007\n']);
});

test('what a bug says steers nothing either', () => {
  expect(steers(renderBug(new Error(steering), false))).toBe(false);
});
