import {
  decide,
  type Traveller,
} from '../../../../../lib/local/services/codepipeline/execution/scheduling';

const gates = ['Source', 'Build', 'Deploy'].map((stage) => ({ stage, enabled: true }));

/** `2 waits Build` or `1 in Build`, oldest first. */
function travellers(mode: Traveller['mode'], ...lines: string[]): Traveller[] {
  return lines.map((line) => {
    const [id = '', verb, stage = ''] = line.split(' ');
    const place = verb === 'in' ? { inside: stage } : { waiting: stage };
    return { id, mode, sequence: Number(id), ...place };
  });
}

function decided(mode: Traveller['mode'], ...lines: string[]) {
  const { enter, supersede } = decide(gates, travellers(mode, ...lines));
  return { enter: enter.map(({ id }) => id), supersede: supersede.map(({ id }) => id) };
}

describe('SUPERSEDED', () => {
  test.each([
    ['an unlocked stage is entered', ['1 waits Build'], ['1'], []],
    ['a locked stage is waited for', ['1 in Build', '2 waits Build'], [], []],
    [
      'one that waits gives way to a newer one',
      ['1 in Build', '2 waits Build', '3 waits Build'],
      [],
      ['2'],
    ],
    ['and the newer enters an unlocked stage', ['2 waits Build', '3 waits Build'], ['3'], ['2']],
    [
      'those inside stages are never superseded',
      ['1 in Deploy', '2 in Build', '3 waits Build'],
      [],
      [],
    ],
    [
      'waiting before another stage is no conflict',
      ['1 in Deploy', '2 waits Deploy', '3 waits Source'],
      ['3'],
      [],
    ],
  ])('%s', (_, lines, enter, supersede) => {
    expect(decided('SUPERSEDED', ...lines)).toEqual({ enter, supersede });
  });

  test('before a disabled transition the newest waits alone', () => {
    const closed = gates.map((gate) => ({ ...gate, enabled: gate.stage !== 'Build' }));
    const { enter, supersede } = decide(
      closed,
      travellers('SUPERSEDED', '1 waits Build', '2 waits Build'),
    );
    expect(enter).toEqual([]);
    expect(supersede.map(({ id }) => id)).toEqual(['1']);
  });
});

describe('QUEUED', () => {
  test.each([
    ['the first in the queue enters', ['1 waits Build', '2 waits Build'], ['1']],
    ['nobody overtakes', ['1 in Build', '2 waits Build', '3 waits Build'], []],
    [
      'every stage has a queue of its own',
      ['1 waits Deploy', '2 waits Build', '3 waits Source'],
      ['3', '2', '1'],
    ],
  ])('%s', (_, lines, enter) => {
    expect(decided('QUEUED', ...lines)).toEqual({ enter, supersede: [] });
  });
});

describe('PARALLEL', () => {
  test('all enter at once and lock nothing', () => {
    expect(decided('PARALLEL', '1 in Build', '2 waits Build', '3 waits Build')).toEqual({
      enter: ['2', '3'],
      supersede: [],
    });
  });

  test('executions left over from it do not hold up a queue', () => {
    const mixed = [
      ...travellers('PARALLEL', '1 in Build'),
      ...travellers('QUEUED', '2 waits Build'),
    ];
    expect(decide(gates, mixed).enter.map(({ id }) => id)).toEqual(['2']);
  });
});
