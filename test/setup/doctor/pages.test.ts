import fs from 'node:fs';
import path from 'node:path';
import { lockPolicy } from '../../../lib/release/lock/policy';
import type { Place } from '../../../lib/release/rights/place';
import { policyFor } from '../../../lib/release/rights/policy';
import { printed } from './pages';

/** `GITENV_UPDATE_RIGHTS=1 npx jest test/setup/doctor/pages` prints the parts anew. */
const update = process.env.GITENV_UPDATE_RIGHTS === '1';

test.each(['rights.md', 'on-call.md'])('docs/%s says what the table of rights says', (name) => {
  const file = path.join(__dirname, '../../../docs', name);
  const text = fs.readFileSync(file, 'utf8');
  expect(text).toMatch(/printed from lib\/release\/rights\/table.ts/);
  if (update) fs.writeFileSync(file, printed(text));
  expect(fs.readFileSync(file, 'utf8')).toBe(printed(text));
});

test('a policy for locks is the one that gitenv lock prints', () => {
  const at: Place = {
    partition: 'aws',
    account: '111111111111',
    region: 'eu-west-1',
    application: 'shop',
    branch: 'main',
    bucket: 'a-bucket',
    verifies: false,
  };
  const rights = (policy: object) => {
    const { Statement } = JSON.parse(JSON.stringify(policy)) as {
      Statement: { Action: string[]; Resource: string | string[] }[];
    };
    return Statement.flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => [Resource].flat().map((resource) => `${action} ${resource}`)),
    ).sort();
  };
  expect(rights(policyFor(['lock'], at))).toEqual(rights(lockPolicy(at)));
});
