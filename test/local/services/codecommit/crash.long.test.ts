import { Ordeal, surviveKills } from './crash';

let ordeal: Ordeal;
beforeAll(async () => {
  ordeal = await new Ordeal().begin();
});
afterAll(() => ordeal.end());

describe('a server that is killed in the middle of pushes', () => {
  test('loses no acknowledged push and tells of every move once, 100 times over', async () => {
    await surviveKills(ordeal, 100);
  });
});
