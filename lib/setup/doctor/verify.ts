import { verifyProgram } from '../../action-names';
import type { Account } from '../../aws/account/account';
import { describeStack } from '../../aws/stack/stack';
import { settingsRecorded } from '../../config/config';
import { configFile, namesOf, parameters, yes } from '../../contract';
import { hasVerifyProgram } from '../init/verify';
import { type Finding, note, ok, problem } from './basis/finding';
import type { Patient } from './basis/patient';

/** Whether deploys are looked at as `gitenv.json` says, and the work tree has what looks at them. */
export async function checkVerify(
  account: Account,
  { environment: { name, application }, config, root }: Patient,
): Promise<Finding[]> {
  const stack = await describeStack(account, namesOf(application).stack);
  if (!stack) return [];
  const looks = stack.parameters[parameters.verify] === yes;
  const { verify } = settingsRecorded(config, name);
  if (verify !== undefined && verify !== looks) {
    const what = `its stack does not know yet what ${configFile} says of ./${verifyProgram}`;
    return [problem('verify', name, what, `gitenv init ${name}`)];
  }
  const hasProgram = hasVerifyProgram(root);
  if (looks && hasProgram)
    return [ok('verify', name, `./${verifyProgram} looks at each deploy, and fails its release`)];
  if (looks) {
    const what = `there is no ./${verifyProgram} here, so that nothing looks at deploys`;
    return [note('verify', name, what)];
  }
  if (!hasProgram || verify === false) return [];
  const how = `gitenv init ${name} --verify runs it after each deploy`;
  return [note('verify', name, `./${verifyProgram} is here, and nothing runs it; ${how}`)];
}
