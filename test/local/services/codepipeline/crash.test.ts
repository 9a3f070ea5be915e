import { Ordeal, surviveKills } from './crash';

test('a pipeline whose server is killed loses no start and is never stuck', async () => {
  const ordeal = await Ordeal.begin('SUPERSEDED');
  try {
    await surviveKills(ordeal, 2);
  } finally {
    await ordeal.end();
  }
});
