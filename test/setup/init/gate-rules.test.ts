import { type GateEvent, gateRulesOf } from '../../../lib/setup/init/stack/gate';
import type { Described } from '../../../lib/setup/init/stack/parameters';

/** As `gitenv init stg prd` describes prd in a repository that has neither yet. */
const described = {
  environment: 'prd',
  path: ['stg', 'prd'],
  settings: { guarded: true },
  config: { application: 'shop', environments: {} },
} as unknown as Described;

test('an environment that is installed together with the one before it is told that its gate refuses nothing yet', async () => {
  const said: GateEvent[] = [];
  const rules = await gateRulesOf(described, undefined, (event) => said.push(event));
  expect(rules?.onlyTells).toBe(true);
  expect(said).toEqual([{ kind: 'noProofKey', environment: 'prd', upstream: 'stg' }]);
});
