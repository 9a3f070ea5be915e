/** One application in one account of one region. */
export const application = 'app';
export const environment = 'prd';
export const branch = 'main';
export const account = '111111111111';
export const region = 'eu-west-1';

/** Two people who are on call. */
export const people = ['ann', 'ben'] as const;
export type Person = (typeof people)[number];

export function arnOf(person: Person): string {
  return `arn:aws:sts::${account}:assumed-role/team/${person}`;
}

/** The role by which Scheduler begins and ends locks. */
export const lockRole = `${application}-lock-${region}`;
export const lockRoleArn = `arn:aws:iam::${account}:role/${lockRole}`;
