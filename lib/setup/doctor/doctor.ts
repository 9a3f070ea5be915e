import { type Config, environmentsOf } from '../../config/config';
import type { Finding } from './basis/finding';
import { lookAtShared } from './basis/shared-bucket';
import { checkEnvironment } from './environment';
import { checkMachine } from './machine';

export interface DoctorRequest {
  readonly root: string;
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly template: string;
  readonly now: Date;
  /** How long an account that does not answer is waited for. */
  readonly patienceMs: number;
}

/** Looks at everything a release depends on, all environments at the same time, and changes nothing. */
export async function examine({
  root,
  config,
  env,
  template,
  now,
  patienceMs,
}: DoctorRequest): Promise<Finding[]> {
  const environments = environmentsOf(config);
  const look = lookAtShared(config, patienceMs);
  const shared = look.then((it) => it.shared);
  // Whoever waits for the look hears of a failure.
  shared.catch(() => undefined);
  const known = { root, config, template, now, patienceMs, shared };
  const [machine, { findings }, ...each] = await Promise.all([
    checkMachine(root, env, environments[0]?.name ?? '<env>'),
    look,
    ...environments.map((environment) => checkEnvironment({ ...known, environment })),
  ]);
  return [...machine, ...findings, ...each.flat()];
}
