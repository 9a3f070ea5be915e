import { GitenvError } from '../../lib/errors';
import type { Job } from '../program/job/job';

/**
 * Refuses a stack that the roles of builds and deploys have no rights over: they have them by how its name begins, and with
 * upper case and lower case told apart.
 * @param where how to name what gives the stack its name
 * @param change what to do with the name that is right
 * @throws GitenvError BAD_CONFIG
 */
export function demandOwnStack(
  { application }: Pick<Job, 'application'>,
  name: string,
  { where, change }: { readonly where: string; readonly change: (right: string) => string },
): void {
  if (name === application || name.startsWith(`${application}-`)) return;
  throw new GitenvError(
    'BAD_CONFIG',
    `${where} is '${name}', and the roles of builds and deploys have rights over stacks named ${application} or ${application}-… alone`,
    { changed: 'nothing', hint: change(`${application}-${name}`) },
  );
}
