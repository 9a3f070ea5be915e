import { type StoredRecord, verifyChain } from '../../lib/records/chain';
import { compareWithPipeline } from '../../lib/records/compare';
import { openRecord } from '../../lib/records/read-record';
import type { Release } from '../../lib/release/release';
import { chainOf, sha256, TestKey, whose } from './chain-of-test';

const key = new TestKey();
const known = { signers: [key.fingerprint] };
const executions = ['a', 'b', 'c', 'd'];
const chain = chainOf(
  executions.map((execution) => ({ execution })),
  () => key,
);

const flawsOf = (stored: readonly StoredRecord[], more: object = {}) =>
  verifyChain(stored, { ...known, ...more }, whose).flaws.map(
    ({ sequence, kind }) => `${sequence} ${kind}`,
  );

const changed = (index: number, change: (text: string) => string) =>
  chain.map((one, at) => (at === index ? { ...one, text: change(one.text) } : one));

describe('a chain of records', () => {
  test('is whole as the guard has written it, also where two releases ended in the same second', () => {
    expect(verifyChain(chain, known, whose)).toMatchObject({ flaws: [] });
    expect(verifyChain(chain, known, whose).records).toHaveLength(5);
  });

  test.each(chain.map(({ sequence }) => sequence))(
    'is not whole if one byte of record %s is another',
    (sequence) => {
      const { text } = chain[sequence - 1] as StoredRecord;
      // Each byte of the payload and of the signature counts; of the rest only what is read.
      const at = text.indexOf('"payload":"') + 40;
      const other = text[at] === 'A' ? 'B' : 'A';
      const forged = `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
      expect(flawsOf(changed(sequence - 1, () => forged))).toContain(`${sequence} unreadable`);
    },
  );

  test('is not whole if a byte is another that no signature covers: the next record names all bytes', () => {
    expect(flawsOf(changed(2, (text) => `${text} `))).toEqual(['4 broken link']);
  });

  test('is not whole if two records have changed places', () => {
    const [one, two, three, four, five] = chain.map(({ text }) => text);
    const stored = [one, two, four, three, five].map((text = '', index) => ({
      sequence: index + 1,
      text,
    }));
    expect(flawsOf(stored)).toEqual(
      expect.arrayContaining(['3 misplaced', '3 broken link', '4 misplaced', '5 broken link']),
    );
  });

  test('is not whole if one is left out, whether or not the others are moved up', () => {
    expect(flawsOf(chain.filter(({ sequence }) => sequence !== 3))).toEqual(['3 missing']);
    const movedUp = chain
      .filter(({ sequence }) => sequence !== 3)
      .map(({ text }, index) => ({ sequence: index + 1, text }));
    expect(flawsOf(movedUp)).toEqual(['3 misplaced', '3 broken link', '4 misplaced']);
  });

  test('cannot lose its end, or be written anew, where somebody has seen it', () => {
    const seen = new Map(chain.map(({ sequence, text }) => [sequence, sha256(text)]));
    expect(flawsOf(chain, { seen })).toEqual([]);
    expect(flawsOf(chain.slice(0, 3), { seen })).toEqual(['null cut off']);
    const other = chainOf(
      [...executions.slice(0, 3), 'e'].map((execution) => ({ execution })),
      () => key,
    );
    // No two signatures of the same words are the same.
    expect(flawsOf(other, { seen })).toEqual([1, 2, 3, 4, 5].map((at) => `${at} rewritten`));
  });

  test('names what another key has signed, unless a known key has signed what follows it', () => {
    const stranger = new TestKey();
    const ends = executions.map((execution) => ({ execution }));
    expect(flawsOf(chainOf(ends, (at) => (at > 3 ? stranger : key)))).toEqual([
      '4 unknown signer',
      '5 unknown signer',
    ]);
    expect(flawsOf(chainOf(ends, (at) => (at > 3 ? key : stranger)))).toEqual([]);
    const forged = chainOf(ends, () => stranger);
    expect(flawsOf([...chain.slice(0, 4), forged[4] as StoredRecord])).toEqual(
      expect.arrayContaining(['5 unknown signer', '5 broken link']),
    );
  });

  test('tells that one end of a release is there twice, and takes two ends of one execution for what they are', () => {
    const twice = [
      { execution: 'a', outcome: 'Failed' },
      { execution: 'a', attempt: 2 },
    ];
    expect(flawsOf(chainOf(twice, () => key))).toEqual([]);
    expect(flawsOf(chainOf([{ execution: 'a' }, { execution: 'a' }], () => key))).toEqual([
      '3 recorded twice',
    ]);
  });

  test('is of one environment alone', () => {
    const { flaws } = verifyChain(chain, known, { ...whose, environment: 'stg' });
    expect(flaws).toHaveLength(5);
    expect(flaws[0]?.what).toBe('it is of shop in prd (111111111111)');
  });
});

describe('records beside what CodePipeline knows', () => {
  const now = new Date('2026-11-04T00:00:00.000Z');
  const release = (id: string, more: Partial<Release> = {}): Release => ({
    id,
    status: 'Succeeded',
    commit: sha256(id).slice(0, 40),
    subject: '',
    startedAt: new Date('2026-11-03T01:00:00.000Z'),
    updatedAt: new Date('2026-11-03T01:05:00.000Z'),
    pushedBy: undefined,
    trigger: 'CloudWatchEvent',
    triggerDetail: undefined,
    ...more,
  });
  const records = chain.map(({ text }) => {
    const record = openRecord(text);
    if (typeof record === 'string') throw new Error(record);
    return record;
  });
  const kinds = (releases: readonly Release[]) =>
    compareWithPipeline(records, releases, now).map(
      ({ kind, execution }) => `${execution} ${kind}`,
    );
  const all = executions.map((id) => release(id));

  test('agree if each end is in both', () => {
    expect(kinds(all)).toEqual([]);
  });

  test('tell what is in one of them alone, and what they tell otherwise', () => {
    expect(kinds([...all, release('e')])).toEqual(['e not recorded']);
    expect(kinds(all.slice(1))).toEqual(['a not in CodePipeline']);
    expect(kinds([release('a', { commit: '0'.repeat(40) }), ...all.slice(1)])).toEqual([
      'a told otherwise',
    ]);
    expect(kinds([release('a', { status: 'Failed' }), ...all.slice(1)])).toEqual([
      'a not recorded',
    ]);
  });

  test('give the guard a moment, and CodePipeline its twelve months', () => {
    expect(kinds([...all, release('e', { updatedAt: now })])).toEqual([]);
    const later = new Date('2027-12-01T00:00:00.000Z');
    expect(compareWithPipeline(records, [], later)).toEqual([]);
  });
});
