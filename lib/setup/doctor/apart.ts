import type { Account } from '../../aws/account/account';
import { describeStack } from '../../aws/stack/stack';
import { namesOf } from '../../contract';
import { namesAround } from '../apart/names';
import { deniedBy, denies, ownedBy, shorterNeighbours } from '../apart/neighbours';
import { type Finding, note, ok, warning } from './basis/finding';
import type { Patient } from './basis/patient';

/** Whether releases leave alone what is of applications whose names begin alike. Nothing is said where there are none. */
export async function checkApart(
  account: Account,
  { environment }: Pick<Patient, 'environment'>,
): Promise<Finding[]> {
  const { name, application } = environment;
  const [stack, names, shorter, own] = await Promise.all([
    describeStack(account, namesOf(application).stack),
    namesAround(account, application),
    shorterNeighbours(account, application),
    ownedBy(account, [application]),
  ]);
  if (!stack) return [];
  const fix = `gitenv init ${name}`;
  const reaching = shorter.filter((one) => !denies(deniedBy(one.stack), own));
  const within = reaching.map((one) => one.application);
  if (within.length > 0) {
    const what = `releases of ${within.join(' and ')} may change the stacks of ${application}, whose name begins alike`;
    return [warning('apart', name, what, fix)];
  }
  if (!names)
    return [note('apart', name, 'cloudformation:ListStacks would tell whose names begin alike')];
  const theirs = await ownedBy(account, names.longer);
  const others = [...names.longer, ...shorter.map((one) => one.application)].join(' and ');
  if (!denies(deniedBy(stack), theirs)) {
    const what = `its releases may change the stacks of ${names.longer.join(' and ')}, whose names begin alike`;
    return [warning('apart', name, what, fix)];
  }
  return others === '' ? [] : [ok('apart', name, `kept apart from ${others}`)];
}
