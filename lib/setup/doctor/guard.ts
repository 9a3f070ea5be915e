import type { Account } from '../../aws/account/account';
import { publicKeyOf } from '../../aws/kms/signer';
import type { Bucket } from '../../aws/objects/bucket';
import { listObjects } from '../../aws/objects/list-objects';
import { readObject } from '../../aws/objects/object-store';
import { bucketIn, callBucket } from '../../aws/pipeline/bucket';
import { describeStack, type StackState } from '../../aws/stack/stack';
import { isLatestTemplate } from '../../aws/stack/stack-resources';
import { sha256Of } from '../../bundle/manifest';
import { storedSha256 } from '../../bundle/store-once';
import { pathOf, settingsRecorded } from '../../config/config';
import { namesOf, outputs, parameters, yes } from '../../contract';
import { fingerprintOf } from '../../guard/envelope';
import { guardedModes, guardNamesOf, guardParameters } from '../../guard-names';
import { objectKeys } from '../../object-keys';
import { openRecord } from '../../records/read-record';
import { minuteOf } from '../../release/moment';
import { guardedModeOf, hasGate } from '../init/stack/guard';
import { type Finding, note, ok, problem, warning } from './basis/finding';
import type { Patient } from './basis/patient';

/** Whether an environment that is to have a guard has one, with its program, its key and a chain of records that ends well. */
export async function checkGuard(account: Account, patient: Patient): Promise<Finding[]> {
  const { environment, config } = patient;
  const { name, application } = environment;
  const names = namesOf(application);
  const [own, stack] = await Promise.all([
    describeStack(account, names.stack),
    describeStack(account, names.guardStack),
  ]);
  if (!own) return [];
  const path = pathOf(config);
  const settings = settingsRecorded(config, name);
  const has = stack?.parameters[guardParameters.guarded] ?? guardedModes.no;
  const wanted = guardedModeOf({ environment: name, config, settings, path }) ?? has;
  const fix = `gitenv init ${name}`;
  if (has !== wanted)
    return [warning('guard', name, `"guarded" is to be ${wanted}, and the guard has ${has}`, fix)];
  if (!stack) return [];
  if ((own.parameters[parameters.guarded] === yes) !== hasGate(has))
    return [
      problem(
        'guard',
        name,
        `the pipeline has ${hasGate(has) ? 'no' : 'a'} gate, unlike its guard`,
        fix,
      ),
    ];
  return checkMade(account, patient, { own, stack });
}

/** The two stacks of a guarded environment. */
interface MadeStacks {
  readonly own: StackState;
  readonly stack: StackState;
}

async function checkMade(
  account: Account,
  { environment: { name, application }, guard }: Patient,
  { own, stack }: MadeStacks,
): Promise<Finding[]> {
  const fix = `gitenv init ${name}`;
  const bucket = bucketIn(account, own.outputs[outputs.bucket] ?? '');
  const program = stack.parameters[guardParameters.program] ?? '';
  const stored = await callBucket(account, bucket, () =>
    storedSha256(bucket, objectKeys.guardProgram(program)),
  );
  if (program === '' || stored !== program) {
    const what = stored === undefined ? 'is not in the bucket' : 'is not the one of the stack';
    return [problem('guard', name, `the program of the guard ${what}`, fix)];
  }
  const key = await publicKeyOf(account, guardNamesOf(application).alias);
  if (key === undefined) return [problem('guard', name, 'the key of the guard is not there', fix)];
  const older =
    program === sha256Of(guard.program) &&
    (await isLatestTemplate(account, stack.name, guard.template))
      ? []
      : [warning('guard', name, 'the guard was installed by another version of gitenv', fix)];
  const end = await callBucket(account, bucket, () => endOfChain(bucket, name, fingerprintOf(key)));
  return [...older, end];
}

async function endOfChain(bucket: Bucket, name: string, signer: string): Promise<Finding> {
  const listed = await listObjects(bucket, objectKeys.records);
  const last = listed.at(-1)?.key;
  if (last === undefined) return note('guard', name, 'nothing is recorded yet');
  const record = openRecord((await readObject(bucket, last))?.toString() ?? '');
  const fix = `gitenv audit verify ${name}`;
  if (typeof record === 'string')
    return problem('guard', name, `${last} is no record: ${record}`, fix);
  const { sequence, recordedAt } = record.head;
  if (record.signer !== signer)
    return warning('guard', name, `${last} is signed with another key than the guard's`, fix);
  const when = minuteOf(new Date(recordedAt));
  return ok('guard', name, `records up to ${sequence} of ${when} (UTC)`);
}
