import { type Config, environmentsOf } from '../../config';
import { checkEnvironment } from './environment';
import type { Finding } from './finding';
import { checkMachine } from './machine';

export interface DoctorRequest {
  readonly root: string;
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly template: string;
  readonly now: Date;
}

/** Looks at everything a release depends on, all environments at the same time, and changes nothing. */
export async function examine({
  root,
  config,
  env,
  template,
  now,
}: DoctorRequest): Promise<Finding[]> {
  const environments = environmentsOf(config);
  const [machine, ...each] = await Promise.all([
    checkMachine(root, env),
    ...environments.map((environment) => checkEnvironment({ environment, root, template, now })),
  ]);
  return [...machine, ...each.flat()];
}
