import { Ordeal, surviveKills } from './crash';

let ordeal: Ordeal;
beforeAll(async () => {
  ordeal = await new Ordeal().begin();
});
afterAll(() => ordeal.end());

test('a server that is killed in the middle of stack operations takes them back or to their end', async () => {
  await surviveKills(ordeal, 6);
  expect(ordeal.acknowledged.length).toBeGreaterThan(0);
});
