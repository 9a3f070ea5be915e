import { nearestName } from '../../lib/config/nearest';

const known = ['dev', 'stg', 'prd', 'production'];

test.each([
  ['prod', 'prd'],
  ['prdd', 'prd'],
  ['dve', 'dev'],
  ['PRD', 'prd'],
  ['prodution', 'production'],
  ['prdouction', 'production'],
])('%s is taken for %s', (typed, meant) => {
  expect(nearestName(typed, known)).toBe(meant);
});

test.each(['qa', 'x', 'test', ''])('%s is near to none', (typed) => {
  expect(nearestName(typed, known)).toBeUndefined();
});
