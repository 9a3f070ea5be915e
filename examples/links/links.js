import { createHash } from 'node:crypto';
import fs from 'node:fs';

/** The links, kept in one JSON file that outlives every release. */
export class LinkStore {
  #file;
  #links = new Map();

  constructor(file) {
    this.#file = file;
    if (!fs.existsSync(file)) return;
    for (const link of JSON.parse(fs.readFileSync(file, 'utf8'))) this.#links.set(link.id, link);
  }

  /** The same address always has the same id. */
  add(url) {
    if (!/^https?:\/\//.test(url ?? '')) throw new Error('url must begin with http:// or https://');
    const link = { id: idOf(url), url };
    this.#links.set(link.id, link);
    fs.writeFileSync(this.#file, JSON.stringify(this.all()));
    return link;
  }

  find(id) {
    return this.#links.get(id);
  }

  all() {
    return [...this.#links.values()];
  }
}

/** Seven characters that are safe in an address. */
export function idOf(url) {
  return createHash('sha256').update(url).digest('base64url').slice(0, 7);
}
