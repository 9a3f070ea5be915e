import type { DestroyPlan } from '../../lib/setup/destroy/plan';

export function renderDestroyPlan({
  environment,
  account,
  region,
  stack,
  goes,
  stays,
}: DestroyPlan): string {
  return [
    `${environment}: stack ${stack} in account ${account}, ${region}`,
    ...section('goes, with its content', goes),
    ...section('stays, with its content', stays),
    'What the releases deployed is not touched. The history of releases goes with the pipeline.',
  ].join('\n');
}

function section(title: string, resources: DestroyPlan['goes']): string[] {
  if (resources.length === 0) return [];
  const width = Math.max(...resources.map(({ type }) => type.length));
  return [
    `  ${title}:`,
    ...resources.map(({ type, physicalId }) => `    ${type.padEnd(width)}  ${physicalId}`),
  ];
}

export function renderDestroyed({ environment, stays }: DestroyPlan): string {
  const left =
    stays.length > 0
      ? ` Left in the account: ${stays.map(({ physicalId }) => physicalId).join(', ')}.`
      : '';
  return `${environment} is removed.${left}`;
}
