import { there, write } from './packing';

test('more files fit into an archive than the first zips could count', async () => {
  for (let count = 0; count < 66_000; count += 1) write(String(count), '');
  const { first, second } = await there();
  expect(second).toBe(first);
});
