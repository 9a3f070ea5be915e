import type { DestroyPlan } from '../../lib/setup/destroy/plan';
import { shellWord } from '../../lib/shell-word';
import { describeUpstream } from './init';

export function renderDestroyPlan({
  environment,
  account,
  region,
  stack,
  goes,
  stays,
  upstreams,
}: DestroyPlan): string {
  return [
    `${environment}: stack ${stack} in account ${account}, ${region}`,
    ...section('goes, with its content', goes),
    ...section('stays, with its content', stays),
    ...upstreams.map((one) => `${one.environment} ${describeUpstream(one)}`),
    'What the releases deployed is not touched. The history of releases goes with the pipeline.',
    ...(stays.some(({ type }) => type === keyType)
      ? [
          'Records stay, and can be verified without the key, which costs a dollar a month until somebody has it deleted.',
        ]
      : []),
  ].join('\n');
}

const keyType = 'AWS::KMS::Key';

function section(title: string, resources: DestroyPlan['goes']): string[] {
  if (resources.length === 0) return [];
  const width = Math.max(...resources.map(({ type }) => type.length));
  return [
    `  ${title}:`,
    ...resources.map(({ type, physicalId }) => `    ${type.padEnd(width)}  ${physicalId}`),
  ];
}

/** @param pushLeadsTo the environment where a bare `git push` goes from now on, without anybody having said so */
export function renderDestroyed(plan: DestroyPlan, pushLeadsTo: string | undefined): string {
  const { environment, stays } = plan;
  const things = stays.filter(({ type }) => type !== 'AWS::S3::BucketPolicy');
  const left =
    things.length > 0
      ? ` Left in the account: ${things.map(({ physicalId }) => physicalId).join(', ')}.`
      : '';
  const again = `To install it in its place again: ${commandAgain(plan)}`;
  const leads =
    pushLeadsTo === undefined
      ? []
      : [
          `Careful: git push without a remote releases in ${pushLeadsTo} now, the only remote that is left.`,
        ];
  return [`${environment} is removed.${left}`, again, ...leads, ...settingsGone(plan)].join('\n');
}

/** The place on the path, the profile and the region have gone with the record. */
function commandAgain({ environment, upstream, upstreams, profile, region }: DestroyPlan): string {
  const [next] = upstreams;
  const isFirst = upstream === undefined && next !== undefined;
  return [
    `gitenv init ${environment}`,
    ...(upstream === undefined ? [] : [`--after ${upstream}`]),
    ...(isFirst ? ['--first'] : []),
    ...(profile === undefined ? [] : [`--profile ${shellWord(profile)}`]),
    `--region ${region}`,
  ].join(' ');
}

/** Its settings went with the record too. */
function settingsGone({ environment, settings }: DestroyPlan): string[] {
  if (Object.keys(settings).length === 0) return [];
  return [
    `gitenv.json had settings for ${environment}: ${JSON.stringify(settings)}`,
    `They come back with it as long as the last commit has them; after that, put them into gitenv.json and run gitenv init ${environment} again.`,
  ];
}
