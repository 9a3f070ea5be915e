/** The elements inside of an element; text for those that have no more inside. */
export interface Elements {
  [name: string]: Elements | string;
}

const token = /<(\/?)([\w.-]+)[^>]*?(\/?)>|([^<]+)/g;

/** What is inside of the element of this name. Lists and attributes are not understood: what is asked for has none. */
export function parseXml(xml: string, name: string): Elements {
  const open: { name: string; text: string; inner: Elements }[] = [];
  let found: Elements = {};
  for (const [, end, tag = '', empty, text] of xml.matchAll(token)) {
    const last = open.at(-1);
    if (text !== undefined) {
      if (last) last.text += text;
    } else if (!end && !empty) open.push({ name: tag, text: '', inner: {} });
    else if (end) {
      const done = open.pop();
      const around = open.at(-1);
      if (done?.name === name) found = done.inner;
      if (done && around)
        around.inner[done.name] =
          Object.keys(done.inner).length > 0 ? done.inner : unescapeXml(done.text);
    }
  }
  return found;
}

export function unescapeXml(text: string): string {
  const named: Record<string, string> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' };
  return text.replace(/&(?:#(x?)([0-9a-f]+)|(\w+));/gi, (all, hex, digits, name) =>
    name ? (named[name] ?? all) : String.fromCodePoint(Number.parseInt(digits, hex ? 16 : 10)),
  );
}
