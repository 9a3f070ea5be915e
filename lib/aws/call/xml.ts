/** What is inside of an element: elements by their names, a list of those that are called `item`, or text. */
export type Inside = Elements | Inside[] | string;

export interface Elements {
  [name: string]: Inside;
}

interface Open {
  readonly name: string;
  text: string;
  readonly inner: Elements;
  readonly items: Inside[];
}

const token = /<(\/?)([\w.-]+)[^>]*?(\/?)>|([^<]+)/g;

/**
 * What is inside of the element of this name. Attributes are not understood, and of lists those of EC2 alone, each of whose members is
 * an `item`: what else is asked for has none.
 */
export function parseXml(xml: string, name: string): Elements {
  const open: Open[] = [];
  let found: Elements = {};
  for (const [, end, tag = '', empty, text] of xml.matchAll(token)) {
    const last = open.at(-1);
    if (text !== undefined) {
      if (last) last.text += text;
    } else if (!end && !empty) open.push({ name: tag, text: '', inner: {}, items: [] });
    else if (end) {
      const done = open.pop();
      const around = open.at(-1);
      if (done?.name === name) found = done.inner;
      if (done && around) put(insideOf(done), done.name, around);
    }
  }
  return found;
}

function insideOf({ inner, items, text }: Open): Inside {
  if (items.length > 0) return items;
  return Object.keys(inner).length > 0 ? inner : unescapeXml(text);
}

function put(inside: Inside, name: string, { inner, items }: Open): void {
  if (name === 'item') items.push(inside);
  else inner[name] = inside;
}

export function unescapeXml(text: string): string {
  const named: Record<string, string> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' };
  return text.replace(/&(?:#(x?)([0-9a-f]+)|(\w+));/gi, (all, hex, digits, name) =>
    name ? (named[name] ?? all) : String.fromCodePoint(Number.parseInt(digits, hex ? 16 : 10)),
  );
}
