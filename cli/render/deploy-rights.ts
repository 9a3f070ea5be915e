import type { PolicyEvent, RightsQuestion } from '../../lib/setup/policy/decide';
import { describeGrant, someOf } from '../../lib/setup/policy/difference';
import type { PolicyNotes } from '../../lib/setup/policy/statements';
import type { Colors } from '../terminal/output';

const words: Readonly<Record<string, string>> = {
  template: 'what the template declares, by a policy that gitenv makes',
  nothing: 'nothing yet',
  administrator: 'everything in the account (AdministratorAccess)',
};

/** What each answer to the question means, before it is asked. */
export function renderRightsAnswers({ kit, choices }: RightsQuestion): string {
  const answers = choices.map((one) => `  ${one.padEnd(13)}  ${words[one] ?? ''}`);
  return [
    `${kit === undefined ? 'The buildspec' : `The kit ${kit}`} plans what a deploy changes. A deploy may change:`,
    ...answers,
    '  an ARN         what your own managed policy with this ARN allows',
  ].join('\n');
}

/** Actions of a new policy that are named for each service, for somebody who is asked about it: the file has all of them. */
const fewOfNew = 3;

/**
 * What deploys may change from now on, before it is installed.
 * @param isShort of a new policy a few actions of each service are enough
 */
export function renderDeployRights(event: PolicyEvent, colors: Colors, isShort = false): string[] {
  const most = isShort && event.isNew ? fewOfNew : Infinity;
  const { environments, rights, difference } = event;
  const where = environments.map((name) => colors.bold(name)).join(', ');
  const may = `${where}  deploys may change ${mayChange(event)}`;
  return [
    rights === 'administrator' ? colors.yellow(may) : may,
    ...difference.added.map((one) => `  ${colors.green('+')} ${describeGrant(one, most)}`),
    ...difference.removed.map((one) => `  ${colors.red('-')} ${describeGrant(one)}`),
    ...(isShort && event.isNew && difference.added.length > 0
      ? [colors.dim('  (-v shows every action; deploy-policy.json will have them)')]
      : []),
    ...notesOf(event, isShort).map((line) => `  ${colors.yellow('!')} ${line}`),
  ];
}

function mayChange({ rights, isNew, difference }: PolicyEvent): string {
  if (rights !== 'template') return words[rights] ?? `what the policy ${rights} allows`;
  const changes = difference.added.length + difference.removed.length > 0;
  return isNew || !changes
    ? 'what the policy in deploy-policy.json allows'
    : 'other things than before: the policy in deploy-policy.json changes';
}

function notesOf({ notes, rights }: PolicyEvent, isShort: boolean): string[] {
  if (rights === 'administrator')
    return ['whoever may push then has every right in the account by way of a deploy'];
  if (!notes) return [];
  const { wide, outside, unbounded } = notes;
  return [
    ...wideLines(wide, isShort),
    ...outside.map(
      ({ logicalId, type, name }) =>
        `${logicalId} (${type}) is named ${name}, not as the application: the policy allows nothing on it`,
    ),
    ...(unbounded.length > 0
      ? [
          `${unbounded.join(', ')}: roles without a PermissionsBoundary can be given any right, so deploys can have every right through them`,
        ]
      : []),
  ];
}

function wideLines(wide: PolicyNotes['wide'], isShort: boolean): string[] {
  const why = 'on all resources of the account, since AWS knows no narrower way or gives them ids';
  if (isShort && wide.length > 0) return [`${wide.map(({ type }) => type).join(', ')}: ${why}`];
  return wide.map(({ type, actions }) => `${type}: ${someOf(actions, fewOfNew)} ${why}`);
}
