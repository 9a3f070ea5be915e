import type { PlannedAction, PlannedChange } from '../../lib/bundle/plan';
import type { Reply } from './reply';

const longest = 60;
/** What is left of the end of a longer value, by which images, bundles and ARNs are told apart. */
const ending = 28;

/** The changes of a change set, as a plan says them. */
export function plannedChanges(changes: readonly Reply[]): PlannedChange[] {
  return changes.map((change) => planned(change.child('ResourceChange')));
}

function planned(change: Reply): PlannedChange {
  const [action, note] = actionOf(change);
  const details = action === 'change' || action === 'replace' ? differences(change) : '';
  return {
    action,
    type: change.text('ResourceType'),
    name: change.text('LogicalResourceId'),
    detail: [note, details].filter((part) => part !== '').join('; '),
  };
}

/** What CloudFormation cannot rule out yet counts as if it were certain. */
function actionOf(change: Reply): [PlannedAction, note: string] {
  const stays = change.text('PolicyAction').includes('Retain');
  switch (change.text('Action')) {
    case 'Add':
      return ['add', ''];
    case 'Import':
      return ['add', 'taken into the stack as it is'];
    case 'Remove':
      return stays ? ['change', 'leaves the stack and stays in the account'] : ['destroy', ''];
    case 'Dynamic':
      return ['replace', 'perhaps: it is not known yet'];
    default:
      break;
  }
  const replacement = change.text('Replacement');
  if (replacement === 'Conditional') return ['replace', 'perhaps'];
  if (replacement !== 'True') return ['change', ''];
  return ['replace', stays ? 'the one before stays in the account' : ''];
}

/** Such as `Value: 10 → 20, Tags`. */
function differences(change: Reply): string {
  const targets = change.list('Details').map((detail) => detail.child('Target'));
  const said = targets.map((target) => {
    const name = target.text('Name') || target.text('Attribute');
    const [before, after] = [target.text('BeforeValue'), target.text('AfterValue')];
    return before === '' && after === '' ? name : `${name}: ${brief(before)} → ${brief(after)}`;
  });
  return [...new Set(said)].join(', ');
}

/** @returns one line, never more of a value than a person reads there */
export function brief(value: string): string {
  const line = value.replace(/\s+/g, ' ').trim();
  if (line === '') return '(none)';
  if (line.includes('{{changeSet:KNOWN_AFTER_APPLY}}')) return '(known after apply)';
  const short = line.replace(/(sha256:[0-9a-f]{8})[0-9a-f]{56}/g, '$1…');
  if (short.length <= longest) return short;
  return `${short.slice(0, longest - 1 - ending)}…${short.slice(-ending)}`;
}

const marks: Readonly<Record<PlannedAction, string>> = {
  add: '+',
  change: '~',
  replace: '±',
  destroy: '-',
};

/** A line a change, for people. */
export function listChanges(title: string, changes: readonly PlannedChange[]): string {
  if (changes.length === 0) return `${title}: nothing changes`;
  const lines = changes.map(({ action, type, name, detail }) =>
    `  ${marks[action]} ${action.padEnd(7)}  ${name} (${type})  ${detail}`.trimEnd(),
  );
  return [`${title}:`, ...lines].join('\n');
}
