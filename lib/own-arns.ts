import { namesOf } from './contract';

/** Where ARNs of one account and region are. */
export interface ArnPlace {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** What of the services in which resources are named by whoever makes them stands before the name, and may stand behind it. */
const named: readonly (readonly [service: string, before: string, behind: readonly string[]])[] = [
  ['cloudwatch', '*:', ['', '-*']],
  ['dynamodb', 'table/', ['', '-*', '/*']],
  ['ecr', 'repository/', ['', '-*', '/*']],
  ['ecs', '*/', ['', '-*', '/*']],
  ['events', '*/', ['', '-*']],
  ['kinesis', '*/', ['', '-*']],
  ['kms', 'alias/', ['', '-*']],
  ['lambda', '*:', ['', '-*', ':*']],
  ['logs', '*:', ['', '-*', ':*', '/*']],
  ['logs', '*/', ['', '-*', ':*', '/*']],
  ['rds', '*:', ['', '-*']],
  ['scheduler', '*/', ['', '-*']],
  ['secretsmanager', 'secret:', ['-*', '/*']],
  ['sns', '', ['', '-*']],
  ['sqs', '', ['', '-*']],
  ['ssm', 'parameter/', ['', '-*', '/*']],
  ['states', '*:', ['', '-*']],
];

/**
 * What else of an account is called after an application, in the services that applications use most: a policy of a team that
 * grants `shop-*` takes in what is called `shop-admin-…`. Each part is a pattern, for a list of them is no longer than 4,096 characters.
 */
export function arnsByName(
  application: string,
  { partition }: Pick<ArnPlace, 'partition'>,
): string[] {
  const places = named.map(([service, before, behind]) => ({
    start: `arn:${partition}:${service}:*:*:${before}`,
    behind,
  }));
  const all = [
    ...places,
    { start: `arn:${partition}:iam::*:*/`, behind: ['', '-*'] },
    { start: `arn:${partition}:s3:::`, behind: ['', '-*', '/*'] },
  ];
  return all.flatMap(({ start, behind }) => behind.map((end) => `${start}${application}${end}`));
}

/** Longest value of a parameter of CloudFormation. */
const longestList = 4096;

/**
 * As many as a parameter takes: of names, all or none, because half of them would keep nobody from anything that is foreseeable.
 * @param arns of applications, by `ownArns` and `arnsByName`
 */
export function fittingArns(arns: readonly string[]): string[] {
  const all = [...new Set(arns)];
  return all.join(',').length <= longestList ? all : all.filter((arn) => !isByName(arn));
}

const isByName = (arn: string) => !/:cloudformation:|:s3:::.*-site-\*$/.test(arn);

/**
 * What an application's releases make that names alone tell from what another makes: its stacks, and the buckets of its sites. A
 * pattern for `shop` takes in all of `shop-admin` as well, which is why the roles of `shop` are denied these of `shop-admin`.
 */
export function ownArns(application: string, { partition, region, account }: ArnPlace): string[] {
  const stack = (name: string) =>
    `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/*`;
  const sites = `arn:${partition}:s3:::${namesOf(application).siteBuckets}*`;
  return [stack(application), stack(`${application}-*`), sites];
}
