import { expectGreen } from './expect-green';
import { FirstWorld } from './first-world';
import { programs } from './repositories';

let first: FirstWorld;
beforeAll(async () => {
  first = await FirstWorld.open();
});
afterAll(() => first.end());

describe('the first push is green, with rights enforced', () => {
  test.each(programs.map((it) => [it.kind, it] as const))('%s', (_, repository) =>
    expectGreen(first, repository),
  );
});
