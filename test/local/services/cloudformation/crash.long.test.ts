import { Ordeal, surviveKills } from './crash';

let ordeal: Ordeal;
beforeAll(async () => {
  ordeal = await new Ordeal().begin();
});
afterAll(() => ordeal.end());

test('a server that is killed in the middle of stack operations loses nothing, 100 times over', async () => {
  await surviveKills(ordeal, 100);
});
