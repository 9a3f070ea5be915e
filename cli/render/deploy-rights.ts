import type { PolicyEvent, RightsQuestion } from '../../lib/setup/policy/decide';
import type { Colors } from '../terminal/output';

const words: Readonly<Record<string, string>> = {
  template: 'what the template declares, by a policy that gitenv writes, shows and installs',
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

/** What deploys may change from now on, before it is installed. */
export function renderDeployRights(event: PolicyEvent, colors: Colors): string[] {
  const { environments, rights, difference } = event;
  const where = environments.map((name) => colors.bold(name)).join(', ');
  const may = `${where}  deploys may change ${mayChange(event)}`;
  return [
    rights === 'administrator' ? colors.yellow(may) : may,
    ...difference.added.map((line) => `  ${colors.green('+')} ${line}`),
    ...difference.removed.map((line) => `  ${colors.red('-')} ${line}`),
    ...notesOf(event).map((line) => `  ${colors.yellow('!')} ${line}`),
  ];
}

function mayChange({ rights, isNew, difference }: PolicyEvent): string {
  if (rights !== 'template') return words[rights] ?? `what the policy ${rights} allows`;
  const changes = difference.added.length + difference.removed.length > 0;
  return isNew || !changes
    ? 'what the policy in deploy-policy.json allows'
    : 'other things than before: the policy in deploy-policy.json changes';
}

function notesOf({ notes, rights }: PolicyEvent): string[] {
  if (rights === 'administrator')
    return ['whoever may push then has every right in the account by way of a deploy'];
  if (!notes) return [];
  const { wide, outside, unbounded } = notes;
  return [
    ...wide.map(
      ({ type, actions }) =>
        `${type}: ${shown(actions)} on all resources of the account, since AWS knows no narrower way or gives them ids`,
    ),
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

function shown(actions: readonly string[]): string {
  const few = actions.slice(0, 4).join(', ');
  return actions.length > 4 ? `${few} and ${actions.length - 4} more` : few;
}
