import { notImplemented } from '../../../base/service-error';
import { invalid } from './errors';

/**
 * Reads a filter pattern of terms: all plain terms must occur, none with `-`; of terms with `?` one is enough, and
 * they count only where there are no plain ones.
 */
export function readFilterPattern(pattern = ''): (message: string) => boolean {
  const text = pattern.trim();
  if (/^[{[]/.test(text) || /(^|\s)[?-]?%/.test(text))
    throw notImplemented(
      'logs',
      'FilterLogEvents with a JSON, column or regular-expression pattern',
    );
  const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/g)].map(
    ([, sign = '', quoted, plain = '']) => ({
      sign,
      text: quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1'),
    }),
  );
  if ((text.replace(/\\./g, '').match(/"/g)?.length ?? 0) % 2 !== 0)
    throw invalid('Invalid filter pattern');
  const signed = (sign: string) => terms.filter((term) => term.sign === sign);
  const [all, none, any] = [signed(''), signed('-'), signed('?')];
  return (message) => {
    const has = (term: { text: string }) => message.includes(term.text);
    if (none.some(has)) return false;
    return all.length > 0 || any.length === 0 ? all.every(has) : any.some(has);
  };
}
