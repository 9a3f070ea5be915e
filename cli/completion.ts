import type { Command } from './command';
import type { Parameter } from './parameter';

/** What could stand where the cursor is. */
export type Completion =
  | { readonly kind: 'words'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'environment' | 'commit' | 'setting' };

export interface Candidate {
  readonly name: string;
  readonly meaning: string;
}

const nothing: Completion = { kind: 'words', candidates: [] };

/**
 * What may stand in the place of the last word, which may be begun.
 * @param words after `gitenv`, up to the cursor
 */
export function expectedAt(
  commands: readonly Command[],
  globals: readonly Parameter[],
  words: readonly string[],
): Completion {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? '';
  const place: Place = { options: globals, commands, args: [] };
  for (const word of before) step(place, word, globals);
  if (place.open) return valuesOf(place.open);
  if (place.ended) return positional(place);
  if (current.startsWith('-')) return { kind: 'words', candidates: optionsOf(place.options) };
  if (place.commands.length > 0)
    return {
      kind: 'words',
      candidates: place.commands.map(({ name, summary }) => ({ name, meaning: summary })),
    };
  return positional(place);
}

/** How far the words before the cursor have led. */
interface Place {
  options: readonly Parameter[];
  commands: readonly Command[];
  command?: Command;
  args: string[];
  /** An option whose value comes next. */
  open?: Parameter | undefined;
  /** True after `--`. */
  ended?: boolean;
}

function step(place: Place, word: string, globals: readonly Parameter[]): void {
  if (place.open) {
    place.open = undefined;
  } else if (word === '--') {
    place.ended = true;
  } else if (word.startsWith('-') && !place.ended) {
    const option = place.options.find((it) => namesOf(it).includes(word));
    if (option && /<.*>/.test(option.spelling)) place.open = option;
  } else if (place.commands.length > 0) {
    const command = place.commands.find(({ name }) => name === word);
    place.command = command ?? { name: word, summary: '' };
    place.commands = command?.commands ?? [];
    place.options = [...(command?.options ?? []), ...globals];
  } else place.args.push(word);
}

function positional({ command, args }: Place): Completion {
  const parameters = command?.arguments ?? [];
  const last = parameters.at(-1);
  const repeated = last?.spelling.includes('...') ? last : undefined;
  const parameter = parameters[args.length] ?? repeated;
  return parameter ? valuesOf(parameter) : nothing;
}

function valuesOf({ spelling, choices = [] }: Parameter): Completion {
  const named = /[<[](\w+)(?:\.\.\.)?[>\]]/.exec(spelling)?.[1];
  if (named === 'env') return { kind: 'environment' };
  if (named === 'commit') return { kind: 'commit' };
  if (named === 'NAME') return { kind: 'setting' };
  return { kind: 'words', candidates: choices.map((name) => ({ name, meaning: '' })) };
}

function optionsOf(options: readonly Parameter[]): Candidate[] {
  return options.flatMap((option) => {
    const name = namesOf(option).at(-1);
    return name === undefined ? [] : [{ name, meaning: option.meaning }];
  });
}

function namesOf({ spelling }: Parameter): string[] {
  return spelling.match(/(?<![\w-])--?\w[\w-]*/g) ?? [];
}

/**
 * What is offered to a shell: a name goes into the command line as it is, so that nothing is offered that any shell
 * would read as more than a word; a meaning is only shown, so it loses what a terminal would obey.
 */
export function harmless(candidates: readonly Candidate[], begun: string): Candidate[] {
  const distinct = new Map(candidates.map((candidate) => [candidate.name, candidate]));
  return [...distinct.values()]
    .filter(({ name }) => /^[\p{L}\p{N}_.@/+-]+$/u.test(name) && name.startsWith(begun))
    .map(({ name, meaning }) => ({ name, meaning: meaning.replace(/\p{C}+/gu, ' ') }));
}
