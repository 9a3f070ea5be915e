/** An argument or option as commander spells it (`<env>`, `[commit]`, `--limit <n>`) and what it means. */
export interface Parameter {
  readonly spelling: string;
  readonly meaning: string;
  /** The value of an option that is not given. */
  readonly fallback?: string;
  /** The only values an option may have; commander refuses others as a usage error. */
  readonly choices?: readonly string[];
  /** May be given more than once; the values come as a list. */
  readonly repeatable?: boolean;
  /** In no help: taken only to say why it is not. */
  readonly hidden?: boolean;
}

/** The words of a command line that arguments take, in their order: `<env> [commit]` is a word, and a word or nothing. */
export type ArgumentsOf<A extends readonly Parameter[]> = A extends readonly [
  infer First extends Parameter,
  ...infer Rest extends readonly Parameter[],
]
  ? readonly [...WordsOf<First['spelling']>, ...ArgumentsOf<Rest>]
  : readonly [];

type WordsOf<Spelling extends string> = Spelling extends `<${string}...>`
  ? [string, ...string[]]
  : Spelling extends `[${string}...]`
    ? string[]
    : Spelling extends `[${string}]`
      ? [string | undefined]
      : [string];

/** What options come to, by their names as commander makes them: `-n, --dry-run` is `dryRun`, a boolean. */
export type OptionsOf<P extends Parameter> = {
  readonly [E in EntriesOf<P, P['spelling']> as E['name']]: E['value'];
};

/** An entry for each option; entries of one name, as of `--approval [which]` and `--no-approval`, become one. */
type EntriesOf<P extends Parameter, All extends string> = P extends unknown
  ? EntryOf<P['spelling'], P, All>
  : never;

type EntryOf<
  Spelling extends string,
  P extends Parameter,
  All extends string,
> = Spelling extends unknown
  ? { readonly name: NameOf<Spelling>; readonly value: ValueOf<Spelling, P, All> }
  : never;

type ValueOf<Spelling extends string, P extends Parameter, All extends string> =
  LongOf<Spelling> extends `--no-${string}`
    ? false | (NameOf<Spelling> extends NamesIn<All, 'plain'> ? never : true)
    : Spelling extends `${string}<${string}`
      ? Taken<P> | Absent<P>
      : Spelling extends `${string}[${string}`
        ? Taken<P> | true | Absent<P>
        : true | (NameOf<Spelling> extends NamesIn<All, 'negated'> ? undefined : false);

type Taken<P extends Parameter> = P extends { readonly repeatable: true } ? OneOf<P>[] : OneOf<P>;
type OneOf<P> = P extends { readonly choices: readonly (infer C extends string)[] } ? C : string;
type Absent<P> = P extends { readonly fallback: string } ? never : undefined;

type NamesIn<Spelling extends string, Kind extends 'plain' | 'negated'> = Spelling extends unknown
  ? LongOf<Spelling> extends `--no-${string}`
    ? Kind extends 'negated'
      ? NameOf<Spelling>
      : never
    : Kind extends 'plain'
      ? NameOf<Spelling>
      : never
  : never;

/** `-n, --limit <n>` is spelled `--limit` at length, and `-C <dir>` only `-C`. */
type LongOf<Spelling extends string> = Spelling extends `${string}, ${infer Long}`
  ? LongOf<Long>
  : Spelling extends `${infer Long} ${string}`
    ? Long
    : Spelling;

type NameOf<Spelling extends string> =
  LongOf<Spelling> extends `--no-${infer Name}`
    ? CamelCase<Name>
    : LongOf<Spelling> extends `--${infer Name}`
      ? CamelCase<Name>
      : LongOf<Spelling> extends `-${infer Name}`
        ? Name
        : never;

/** As commander names an option. */
export type CamelCase<Words extends string> = Words extends `${infer Word}-${infer Rest}`
  ? `${Word}${Capitalize<CamelCase<Rest>>}`
  : Words;
