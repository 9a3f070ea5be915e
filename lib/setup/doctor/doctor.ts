import { type Config, environmentsOf } from '../../config/config';
import type { GuardHere } from '../init/stack/guard';
import type { ProgramHere } from '../kits/program-version';
import type { Finding } from './basis/finding';
import { lookAtShared } from './basis/shared-bucket';
import { checkEnvironment } from './environment';
import { checkMachine } from './machine';
import { checkProgram } from './program';

export interface DoctorRequest {
  readonly root: string;
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly template: string;
  /** The program of the kits that this gitenv writes. */
  readonly program: ProgramHere;
  readonly guard: GuardHere;
  readonly now: Date;
  /** How long an account that does not answer is waited for. */
  readonly patienceMs: number;
  /** Only these environments (default: all). What concerns the machine and the commit is looked at in any case. */
  readonly only?: readonly string[] | undefined;
}

/** Looks at everything a release depends on, all environments at the same time, and changes nothing. */
export async function examine({
  root,
  config,
  env,
  template,
  program,
  guard,
  now,
  patienceMs,
  only,
}: DoctorRequest): Promise<Finding[]> {
  const all = environmentsOf(config);
  const environments = all.filter(({ name }) => only?.includes(name) ?? true);
  const look = lookAtShared(config, patienceMs);
  const shared = look.then((it) => it.shared);
  // Whoever waits for the look hears of a failure.
  shared.catch(() => undefined);
  const known = { root, config, template, guard, now, patienceMs, shared };
  const first = all[0]?.name ?? '<env>';
  const [machine, inCommit, { findings }, ...each] = await Promise.all([
    checkMachine(root, env, first),
    checkProgram(root, program, first),
    look,
    ...environments.map((environment) => checkEnvironment({ ...known, environment })),
  ]);
  return [...machine, ...inCommit, ...findings, ...each.flat()];
}
