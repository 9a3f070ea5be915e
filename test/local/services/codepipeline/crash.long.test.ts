import { Ordeal, surviveKills } from './crash';

test('a hundred kills lose no start of an execution', async () => {
  const ordeal = await Ordeal.begin('QUEUED');
  try {
    await surviveKills(ordeal, 100);
  } finally {
    await ordeal.end();
  }
});
