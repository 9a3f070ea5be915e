import { casesOf } from '../matrix';
import { expectGreen } from './expect-green';
import { FirstWorld } from './first-world';
import { programs } from './repositories';

let first: FirstWorld;
beforeAll(async () => {
  first = await FirstWorld.open();
});
afterAll(() => first.end());

describe('the first push is green, with rights enforced', () => {
  const everyday = /^(Node with npm|Python with requirements|Java with Gradle|a repository|two)/;
  const cases = casesOf(programs, ({ kind }) => everyday.test(kind));
  test.each(cases)('$kind', (repository) => expectGreen(first, repository));
});
