import { XMLParser } from 'fast-xml-parser';
import { fieldsOf } from '../../lib/fields';

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  // Each text is decoded once, when it is read: the parser leaves out numbered characters.
  processEntities: false,
  trimValues: false,
  isArray: (name) => name === 'member',
});

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** An element of a reply of AWS's Query protocol. What is not there reads as empty. */
export class Reply {
  constructor(private readonly element: unknown) {}

  /** @returns what an operation answered, out of its envelope */
  static of(xml: string, action: string): Reply {
    return new Reply(parser.parse(xml)).child(`${action}Response`).child(`${action}Result`);
  }

  child(name: string): Reply {
    return new Reply(this.value(name));
  }

  text(name: string): string {
    const value = this.value(name);
    return typeof value === 'string' ? decoded(value) : '';
  }

  list(name: string): Reply[] {
    const members = this.child(name).value('member');
    return Array.isArray(members) ? members.map((member) => new Reply(member)) : [];
  }

  private value(name: string): unknown {
    return fieldsOf(this.element)[name];
  }
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? whole;
    return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16));
  });
}
