import fs from 'node:fs';
import path from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { resource } from '../buildspecs/terraform/bench';
import { casesOf } from '../matrix';
import { Docker } from '../stories/docker';
import { Look } from '../stories/kit-world';
import { expectGreen } from './expect-green';
import { FirstWorld } from './first-world';
import { ownBuildspecs, planned, sites } from './kits';
import { terraformIn } from './stand-ins';

let first: FirstWorld;
beforeAll(async () => {
  first = await FirstWorld.open();
  const { folder } = first.world;
  new Docker(folder);
  const terraform = path.join(folder, 'terraform');
  fs.mkdirSync(terraform);
  const changes = [resource('aws_sqs_queue.jobs', ['create'])];
  fs.writeFileSync(path.join(terraform, 'world.json'), JSON.stringify({ changes }));
  first.standIn('terraform', terraformIn(terraform));
  // As the kit's README says to do once in each account.
  const Bucket = 'gitenv-tfstate-111111111111-eu-west-1';
  await new Look(first.world, 'dev').s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => first.end());

describe.each([
  ['of a site', sites],
  ['of what a kit plans', planned],
  ['with what a repository has already', ownBuildspecs],
])('the first push %s is green, with rights enforced', (_, repositories) => {
  // One for each kit.
  const cases = casesOf(
    repositories,
    ({ kit }, index) => repositories.findIndex((other) => other.kit === kit) === index,
  );
  test.each(cases)('$kind', (repository) => expectGreen(first, repository));
});
