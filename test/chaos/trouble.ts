import fc from 'fast-check';
import { type Fault, throttled } from '../deploy/faults';

/** What goes wrong while somebody's command runs. */
export const troubles = [
  'server killed',
  'server killed, up again later',
  'gitenv killed',
  'everything of the terminal killed',
  'disk full',
  'slow answers',
  'reset',
  'answer lost',
  'half an answer',
  'a web page for an answer',
  'server error',
  'throttled',
  'clock 20 min behind',
  'none',
] as const;
export type Trouble = (typeof troubles)[number];

/** How the release of a commit goes. */
export const contents = [
  'good',
  'fails to build',
  'fails to deploy',
  'its kit is killed in Build',
  'its kit is killed in Deploy',
] as const;
export type Content = (typeof contents)[number];

export const words = {
  'git push': ['git', 'push', 'dev', '-o', 'reason=it has to be'],
  'gitenv push': ['gitenv', 'push', 'dev', '--reason', 'it has to be'],
  promote: ['gitenv', 'promote', 'stg', '--reason', 'it has to be'],
  rollback: ['gitenv', 'rollback', 'dev', '--yes'],
  'rollback --now': ['gitenv', 'rollback', 'dev', '--now', '--reason', 'it is down', '--yes'],
  retry: ['gitenv', 'retry', 'dev'],
  redeploy: ['gitenv', 'redeploy', 'dev'],
  lock: ['gitenv', 'lock', 'dev', '--reason', 'a window', '--for', '1h'],
  unlock: ['gitenv', 'unlock', 'dev'],
  status: ['gitenv', 'status', '--json'],
  history: ['gitenv', 'history', 'dev', '--json'],
} as const;
export type Word = keyof typeof words;

/** One person's turn, in which others have theirs. */
export interface Turn {
  readonly by: number;
  readonly types: Word;
  /** Of the commit that a push takes along. */
  readonly content: Content;
  readonly trouble: Trouble;
  /** The requests that it hits, from the first on. */
  readonly at: number;
  readonly times: number;
}

export interface Story {
  readonly people: number;
  /** Turns that are taken at once. */
  readonly rounds: readonly (readonly Turn[])[];
}

const turn = (people: number, trouble: fc.Arbitrary<Trouble>): fc.Arbitrary<Turn> =>
  fc.record({
    by: fc.nat(people - 1),
    types: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<Word>('git push', 'gitenv push') },
      { weight: 5, arbitrary: fc.constantFrom(...(Object.keys(words) as Word[])) },
    ),
    content: fc.oneof(
      { weight: 3, arbitrary: fc.constant<Content>('good') },
      { weight: 2, arbitrary: fc.constantFrom(...contents) },
    ),
    trouble,
    at: fc.integer({ min: 1, max: 10 }),
    times: fc.integer({ min: 1, max: 3 }),
  });

/** A person has one turn in a round. */
const byPerson = { selector: ({ by }: Turn) => by };

export const storiesOf = (people: number): fc.Arbitrary<Story> =>
  fc.record({
    people: fc.constant(people),
    rounds: fc.array(
      fc.uniqueArray(turn(people, fc.constantFrom(...troubles)), {
        minLength: 1,
        maxLength: people,
        size: 'max',
        ...byPerson,
      }),
      { minLength: 2, maxLength: people > 2 ? 3 : 6, size: 'max' },
    ),
  });

const many = 7;

/** Every trouble once, in any order and at any moment, which seven people meet at the same time, and then others. */
export const oneOfEach: fc.Arbitrary<Story> = fc
  .shuffledSubarray([...troubles], { minLength: troubles.length })
  .chain((all) => fc.tuple(...all.map((one) => turn(1, fc.constant(one)))))
  .map((turns) => ({
    people: many,
    rounds: Array.from({ length: turns.length / many }, (_, round) =>
      turns.slice(many * round, many * (round + 1)).map((one, by) => ({ ...one, by })),
    ),
  }));

/** What the network makes of a request. */
export const faults: Partial<Record<Trouble, Fault>> = {
  'slow answers': { afterMs: 400 },
  reset: 'reset',
  'answer lost': 'lost',
  'half an answer': 'half',
  'a web page for an answer': {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!DOCTYPE html><title>Welcome</title>',
  },
  'server error': { status: 503, headers: { 'content-type': 'text/html' }, body: '<b>Busy</b>' },
  throttled,
};
