import { openAccount } from '../../lib/aws/account/account';
import { readObject } from '../../lib/aws/objects/object-store';
import { getRelease } from '../../lib/aws/pipeline/pipeline';
import { getStages } from '../../lib/aws/pipeline/pipeline-state';

/** Asks AWS in one of the ways that there are, and prints what comes of it: the test's own process is not Node's alone. */
async function main([way, profile]: readonly string[]): Promise<unknown> {
  const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const account = await openAccount({ profile, region: 'eu-west-1' }, async () => keys);
  if (way === 'a light call') return getStages(account, 'shop');
  if (way === 'the SDK') return getRelease(account, 'shop', 'd1b2c3d4');
  const { region, credentials, caBundle } = account;
  const bucket = { name: 'box', region, endpoint: undefined, caBundle, credentials };
  return String(await readObject(bucket, 'key'));
}

main(process.argv.slice(2)).then(
  (answer) => console.log(JSON.stringify({ answer })),
  ({ code, message, hint }) => console.log(JSON.stringify({ error: { code, message, hint } })),
);
