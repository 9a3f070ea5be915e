import type { ResourceStatus } from '@aws-sdk/client-cloudformation';
import type { Context } from '../../base/context';
import { recoverDetections } from './drift/detect';
import { run } from './engine/engine';
import { fail } from './engine/forward';
import { Ledger } from './engine/ledger';
import { keyOf } from './model/find';
import { changeSetsOf, type ResourceRecord, stacksOf } from './model/records';
import { track } from './model/track';

const interrupted = 'The emulator was stopped while this was in progress. ';

/** Takes up every operation that a crash cut short: what was being made is rolled back, all else is ended. */
export function recover(context: Context): void {
  const changeSets = changeSetsOf(context);
  for (const changeSet of changeSets.list())
    if (changeSet.status === 'CREATE_IN_PROGRESS')
      changeSets.put(keyOf(changeSet.id), { ...changeSet, status: 'FAILED', reason: interrupted });
  recoverDetections(context);
  for (const { uuid, operation } of stacksOf(context).list())
    if (operation) takeUp(new Ledger(context.as(operation.caller ?? context.caller), uuid));
}

function takeUp(ledger: Ledger): void {
  for (const resource of ledger.allResources()) endStep(ledger, resource);
  if (ledger.stack.operation?.phase === 'forward') fail(ledger, interrupted);
  ledger.context.work(track(ledger.context, ledger.stack.uuid, run(ledger)));
}

function endStep(ledger: Ledger, resource: ResourceRecord): void {
  if (!/IN_PROGRESS$/.test(resource.status)) return;
  const status = resource.status.replace('IN_PROGRESS', 'FAILED') as ResourceStatus;
  const mayExist =
    status === 'CREATE_FAILED' && !resource.current && !resource.generatedName
      ? 'It may exist outside of the stack.'
      : '';
  ledger.advance(resource, status, `${interrupted}${mayExist}`.trim());
}
