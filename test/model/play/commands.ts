import fc from 'fast-check';
import type { Setup } from '../engine/installed';
import { type Person, people } from '../engine/names';
import type { Fault } from '../verbs/client';

/** What people type. */
export type Verb =
  | { readonly verb: 'push'; readonly commit: string; readonly reason: boolean }
  | {
      readonly verb: 'rollback';
      readonly to: string | undefined;
      readonly further: boolean;
      readonly now: boolean;
    }
  | { readonly verb: 'cancel'; readonly commit: string | undefined }
  | { readonly verb: 'retry' | 'redeploy' | 'approve' | 'reject' | 'unlock' }
  | { readonly verb: 'lock'; readonly inMinutes: number; readonly minutes: number };

/** What happens by itself: builds end as their commits have it, or fail for a passing reason; time passes. */
export type Event =
  | { readonly event: 'finish' }
  | { readonly event: 'end'; readonly which: number }
  | { readonly event: 'fail'; readonly which: number; readonly hasChanged: boolean }
  | { readonly event: 'time'; readonly minutes: number };

export type Simple = Event | (Verb & { readonly by: Person });

/** A verb with what goes wrong meanwhile, and what others do in the middle of it. */
export type Command =
  | Event
  | (Verb & {
      readonly by: Person;
      readonly fault: Fault | undefined;
      readonly meanwhile: { readonly at: number; readonly does: Simple } | undefined;
    });

const commits = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 's3', 's4', 'm7'];
const commit = fc.constantFrom(...commits);
const seldom = <T>(arbitrary: fc.Arbitrary<T>, freq = 5) =>
  fc.option(arbitrary, { nil: undefined, freq });

const verb: fc.Arbitrary<Verb> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record({ verb: fc.constant('push' as const), commit, reason: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      verb: fc.constant('rollback' as const),
      to: fc.option(commit, { nil: undefined, freq: 1 }).map((to) => to),
      further: fc.boolean(),
      now: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      verb: fc.constant('cancel' as const),
      commit: fc.option(commit, { nil: undefined, freq: 1 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      verb: fc.constantFrom('retry', 'redeploy', 'approve', 'reject', 'unlock'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constant('lock' as const),
      inMinutes: fc.constantFrom(0, 0, 5),
      minutes: fc.constantFrom(1, 30, 24 * 60),
    }),
  },
);

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ event: fc.constant('finish' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ event: fc.constant('end' as const), which: fc.nat(2) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      event: fc.constant('fail' as const),
      which: fc.nat(2),
      hasChanged: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      event: fc.constant('time' as const),
      minutes: fc.constantFrom(1, 6, 31, 11 * 60),
    }),
  },
);

const by = fc.constantFrom(...people);
const byPerson = fc.tuple(verb, by).map(([typed, person]) => ({ ...typed, by: person }));
const simple: fc.Arbitrary<Simple> = fc.oneof(byPerson, event);
const step = fc.integer({ min: 1, max: 4 });

const fault: fc.Arbitrary<Fault> = fc.record({
  at: step,
  kind: fc.constantFrom('crash before', 'crash after', 'lost', 'repeated'),
});

const typed: fc.Arbitrary<Command> = fc
  .tuple(byPerson, seldom(fault), seldom(fc.record({ at: step, does: simple })))
  .map(([known, wrong, meanwhile]) => ({ ...known, fault: wrong, meanwhile }));

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: typed },
  { weight: 2, arbitrary: event },
);

export const stories = fc.array(command, { minLength: 1, maxLength: 24, size: 'max' });

export const setups: fc.Arbitrary<Setup> = fc.record({
  mode: fc.constantFrom('QUEUED', 'SUPERSEDED'),
  approval: fc.boolean(),
  freeze: fc.boolean(),
});

/** A command as a line of a story. */
export function lineOf(told: Command | Simple): string {
  return Object.entries(told)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => {
      if (name === 'verb' || name === 'event') return String(value);
      if (value === true) return name;
      return `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`;
    })
    .join(' ');
}
