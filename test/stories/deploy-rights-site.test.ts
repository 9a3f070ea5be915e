import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { Look } from './kit-world';
import { makeWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeWorld({});
  world.write('index.html', '<h1>Hello</h1>\n');
  await world.commit('Begin');
  await world.ok('gitenv local up --port 0');
});
afterAll(() => world.end());

test('a site is green with what its template declares, and does not publish its policy', async () => {
  const { status, stderr } = await world.sh('gitenv init dev --deploy-rights template --yes');
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  expect(stderr).toContain('+ s3: ListBucket on arn:aws:s3:::app-site-*');
  expect(stderr).not.toContain('the policy allows nothing on it');
  await world.commit('Deploy with gitenv');
  await world.ok('git push');
  const { account } = JSON.parse(world.read('gitenv.json')).environments.dev;
  const { Contents } = await new Look(world, 'dev').s3.send(
    new ListObjectsV2Command({ Bucket: `app-site-dev-${account}` }),
  );
  expect(Contents?.map(({ Key }) => Key)).toEqual(['index.html']);
});
