import { choose, type Past } from '../../../../buildspecs/program/components/choice';

const running = { commit: 'a'.repeat(40), components: { api: '1', web: '1' } };
const next = 'b'.repeat(40);

function applied(digests: Record<string, string>, past: Past, commit = next): string[] {
  return choose(commit, digests, past)
    .filter((choice) => choice.applied)
    .map(({ name }) => name);
}

describe('a component is applied', () => {
  test('where nothing was released before', () => {
    expect(applied({ api: '1' }, { running: undefined, attempts: [] })).toEqual(['api']);
  });

  test('where it has other inputs than what runs, or is new', () => {
    const past = { running, attempts: [] };
    expect(applied({ api: '2', web: '1', mail: '1' }, past)).toEqual(['api', 'mail']);
  });

  test('where a release since then had another, and may have applied it before it failed', () => {
    const attempt = { commit: 'c'.repeat(40), components: { api: '2', web: '1' } };
    expect(applied({ api: '1', web: '1' }, { running, attempts: [attempt] })).toEqual(['api']);
    // The commit that runs, which a rollback releases again, is no exception.
    expect(applied(running.components, { running, attempts: [attempt] }, running.commit)).toEqual([
      'api',
    ]);
  });

  test('where any of several releases since then had another', () => {
    const attempts = [
      { commit: 'd'.repeat(40), components: { api: '1', web: '1' } },
      { commit: 'c'.repeat(40), components: { api: '1', web: '3' } },
    ];
    expect(applied({ api: '1', web: '1' }, { running, attempts })).toEqual(['web']);
  });

  test('where what runs, or what was tried since, is not known any more', () => {
    const unknown = { commit: 'c'.repeat(40), components: undefined };
    expect(applied({ api: '1' }, { running: unknown, attempts: [] })).toEqual(['api']);
    expect(applied({ api: '1' }, { running, attempts: [unknown] })).toEqual(['api']);
  });

  test('where exactly what runs is released again', () => {
    expect(applied(running.components, { running, attempts: [] }, running.commit)).toEqual([
      'api',
      'web',
    ]);
  });
});

describe('a component is skipped', () => {
  test('where it has the inputs of what runs and of all that was tried since', () => {
    const attempts = [{ commit: 'c'.repeat(40), components: { api: '1', web: '1' } }];
    expect(applied({ api: '1', web: '1' }, { running, attempts })).toEqual([]);
  });

  test('where a release since then did not have it, and so did not touch it', () => {
    const attempts = [{ commit: 'c'.repeat(40), components: { web: '1' } }];
    expect(applied({ api: '1', web: '1' }, { running, attempts })).toEqual([]);
  });
});
