import fc from 'fast-check';
import picomatch from 'picomatch';
import { globOf, stepwise } from '../../../../lib/local/services/codebuild/files/glob';

const long = 'a'.repeat(200);

test.each([`${'*a'.repeat(8)}*b`, `${'*a'.repeat(8)}*[b]`, `${'**/a/'.repeat(8)}b`])(
  'a name of 200 characters keeps nobody from anything, whatever the glob: %s',
  (pattern) => {
    const name = pattern.includes('/') ? `${'a/'.repeat(99)}a` : long;
    if (pattern.includes('[')) expect(() => globOf(pattern)).toThrow(/too many stars/);
    else expect(globOf(pattern)(name)).toBe(false);
  },
);

test('a glob of many stars means what one of few stars means', () => {
  const part = fc
    .string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 8 })
    .filter((it) => !/^\*{2,}$/.test(it));
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 8 });
  const patterns = fc.array(fc.oneof(part, fc.constant('**')), { minLength: 1, maxLength: 4 });
  const names = fc.array(name, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(patterns, names, (parts, path) => {
      // For picomatch `a/**` fits `a` itself, which is a folder then and no file, and `a*/**` does not.
      const above = parts.slice(0, -1).join('/');
      fc.pre(parts.at(-1) !== '**' || (above !== '' && !stepwise(above)(path.join('/'))));
      const pattern = parts.join('/');
      expect(stepwise(pattern)(path.join('/'))).toBe(
        picomatch(pattern, { dot: true })(path.join('/')),
      );
    }),
    { numRuns: 2000, seed: 20_261_130 },
  );
});
