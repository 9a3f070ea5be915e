import { newUpstreams } from '../../../lib/config/path';
import { type PlaceOptions, placeOnPath } from '../../../lib/setup/init/place';

const nowhere: PlaceOptions = { first: false, after: undefined, before: undefined };

function place(
  path: string[],
  named: string[],
  more: { place?: Partial<PlaceOptions>; remembered?: string[]; answer?: string } = {},
) {
  const asked: unknown[] = [];
  const question = {
    path,
    named,
    place: { ...nowhere, ...more.place },
    remembered: more.remembered ?? [],
  };
  const placed = placeOnPath(question, {
    choosePlace: async (one) => {
      asked.push([one.environment, one.choices, one.usual]);
      return more.answer;
    },
  });
  return placed.then((it) => ({ path: it.join(' '), asked }));
}

const refusal = (placed: Promise<unknown>) =>
  placed.then(
    () => undefined,
    ({ code, message, advice, hint }) => ({ code, message, advice, hint }),
  );

describe('the place of an environment on the path', () => {
  test.each([
    ['the first ones are in the order of the arguments', [], ['dev', 'stg', 'prd'], 'dev stg prd'],
    ['what is there keeps its place', ['dev', 'stg', 'prd'], ['stg'], 'dev stg prd'],
    [
      'two of three in their order are no question',
      ['dev', 'stg', 'prd'],
      ['dev', 'prd'],
      'dev stg prd',
    ],
    [
      'a new one goes between those it is named between',
      ['dev', 'prd'],
      ['dev', 'stg', 'prd'],
      'dev stg prd',
    ],
    [
      'a new one goes before what it is named before',
      ['stg', 'prd'],
      ['dev', 'stg', 'prd'],
      'dev stg prd',
    ],
    ['a new one goes behind the last', ['dev', 'stg'], ['stg', 'prd'], 'dev stg prd'],
    ['several new ones', ['stg'], ['dev', 'qa', 'stg', 'prd'], 'dev qa stg prd'],
  ])('%s', async (_, path, named, expected) => {
    expect(await place(path, named)).toEqual({ path: expected, asked: [] });
  });

  test('is asked for where several are possible, with the end of the path as what is usual', async () => {
    expect(await place(['dev', 'prd'], ['stg'], { answer: 'dev' })).toEqual({
      path: 'dev stg prd',
      asked: [['stg', [undefined, 'dev', 'prd'], 'prd']],
    });
    expect(await place(['dev', 'prd'], ['stg'])).toMatchObject({ path: 'stg dev prd' });
  });

  test('is usually right behind the one it is named after, and nowhere before it', async () => {
    expect(await place(['a', 'dev', 'prd'], ['dev', 'stg', 'qa'], { answer: 'dev' })).toEqual({
      path: 'a dev stg qa prd',
      asked: [['stg', ['dev', 'prd'], 'dev']],
    });
  });

  test.each([
    [['stg', 'prd'], ['dev'], 'dev stg prd'],
    [['dev', 'prd'], ['stg'], 'dev stg prd'],
    [['prd'], ['stg', 'dev'].reverse(), 'dev stg prd'],
    [['stg'], ['dev', 'prd'], 'dev stg prd'],
  ])('is the one of the last commit where %j lacks %j', async (path, named, expected) => {
    const remembered = ['dev', 'stg', 'prd'];
    expect(await place(path, named, { remembered })).toEqual({ path: expected, asked: [] });
  });

  test('is asked for where the last commit does not tell it, because of one that has come since', async () => {
    const remembered = ['dev', 'stg', 'prd'];
    const { asked } = await place(['dev', 'qa', 'prd'], ['stg'], { remembered, answer: 'qa' });
    expect(asked).toHaveLength(1);
  });

  test.each([
    [{ first: true }, ['dev', 'prd'], ['stg'], 'stg dev prd'],
    [{ after: 'dev' }, ['dev', 'prd'], ['qa', 'stg'], 'dev qa stg prd'],
    [{ before: 'prd' }, ['dev', 'prd'], ['qa', 'stg'], 'dev qa stg prd'],
    [{ before: 'stg' }, ['stg', 'prd', 'dev'], ['dev'], 'dev stg prd'],
    [{ first: true }, ['stg', 'prd', 'dev'], ['dev', 'stg', 'prd'], 'dev stg prd'],
  ])('is what %j says, also for those that have one', async (option, path, named, expected) => {
    expect(await place(path, named, { place: option })).toEqual({ path: expected, asked: [] });
  });

  test('is never changed by the order of the arguments alone', async () => {
    expect(await refusal(place(['stg', 'prd', 'dev'], ['dev', 'stg', 'prd']))).toEqual({
      code: 'USAGE',
      message:
        'The order dev, stg, prd is not that of the path, which is stg → prd → dev; nothing was changed.',
      advice: 'The first of these keeps the path, the second changes it.',
      hint: 'gitenv init stg prd dev\ngitenv init dev stg prd --first',
    });
  });

  test('cannot be beside one that is not there, or is placed itself, or in two places', async () => {
    const wish = (option: Partial<PlaceOptions>, named = ['qa']) =>
      refusal(place(['dev', 'prd'], named, { place: option }));
    expect(await wish({ after: 'prod' })).toEqual({
      code: 'USAGE',
      message: '--after prod names no other environment; there are dev, prd.',
      advice: 'Did you mean --after prd?',
      hint: undefined,
    });
    expect(await wish({ before: 'dev' }, ['dev'])).toMatchObject({ code: 'USAGE' });
    expect(await wish({ first: true, after: 'dev' })).toMatchObject({ code: 'USAGE' });
  });
});

test('who gets another upstream is told from the paths before and after', () => {
  expect(newUpstreams(['dev', 'stg', 'prd'], ['dev', 'qa', 'stg', 'prd'])).toEqual([
    { environment: 'stg', before: 'dev', now: 'qa' },
  ]);
  expect(newUpstreams(['dev', 'stg'], ['stg'])).toEqual([
    { environment: 'stg', before: 'dev', now: undefined },
  ]);
});
