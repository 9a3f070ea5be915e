import type { Account } from '../../aws/account/account';
import { publicKeyOf } from '../../aws/kms/signer';
import type { Bucket } from '../../aws/objects/bucket';
import { listObjects } from '../../aws/objects/list-objects';
import { readObject } from '../../aws/objects/object-store';
import { bucketIn, callBucket } from '../../aws/pipeline/bucket';
import { describeStack } from '../../aws/stack/stack';
import { sha256Of } from '../../bundle/manifest';
import { storedSha256 } from '../../bundle/store-once';
import { pathOf, settingsRecorded } from '../../config/config';
import { namesOf, outputs, parameters } from '../../contract';
import { fingerprintOf } from '../../guard/envelope';
import { guardedModes, guardNamesOf } from '../../guard-names';
import { objectKeys } from '../../object-keys';
import { openRecord } from '../../records/read-record';
import { minuteOf } from '../../release/moment';
import { guardedModeOf } from '../init/stack/guard';
import { type Finding, note, ok, problem, warning } from './basis/finding';
import type { Patient } from './basis/patient';

/** Whether an environment that is to have a guard has one, with its program, its key and a chain of records that ends well. */
export async function checkGuard(account: Account, patient: Patient): Promise<Finding[]> {
  const { environment, config, guardProgram } = patient;
  const { name, application } = environment;
  const stack = await describeStack(account, namesOf(application).stack);
  if (!stack) return [];
  const path = pathOf(config);
  const settings = settingsRecorded(config, name);
  const has = stack.parameters[parameters.guarded] ?? guardedModes.no;
  const wanted = guardedModeOf({ environment: name, config, settings, path }) ?? has;
  const fix = `gitenv init ${name}`;
  if (has !== wanted)
    return [warning('guard', name, `"guarded" is to be ${wanted}, and the stack has ${has}`, fix)];
  if (has === guardedModes.no) return [];
  const bucket = bucketIn(account, stack.outputs[outputs.bucket] ?? '');
  const program = stack.parameters[parameters.guardProgram] ?? '';
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
    program === sha256Of(guardProgram)
      ? []
      : [warning('guard', name, 'the program of the guard is of another version', fix)];
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
