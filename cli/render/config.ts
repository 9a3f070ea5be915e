import type { SettingKind, SettingState } from '../../lib/config/setting';
import type { Deployed } from '../../lib/deploy/move/move';
import type {
  RotatedSetting,
  UnsetSetting,
  Unsetting,
} from '../../lib/inspect/settings/change-setting';
import type { ComparedSetting } from '../../lib/inspect/settings/compare-settings';
import { ago } from '../../lib/release/moment';
import { shortCommit } from '../../lib/release/wording';
import { renderDeployed } from './deployed';
import { renderTable, type View } from './table';
import { caller, printable } from './text';

const head = ['name', 'kind', 'kept as', 'changed', 'by'];

/** A row a name, and for what a release would miss, how to give it. */
export function renderSettings(
  environment: string,
  settings: readonly SettingState[],
  view: View,
): string {
  if (settings.length === 0) return `gitenv.json declares no configuration for ${environment}.`;
  const { colors } = view;
  const table = renderTable(
    head,
    settings.map((setting) => rowOf(setting, view)),
    colors,
  );
  const lacking = settings.filter(({ lack }) => lack !== undefined);
  if (lacking.length === 0) return table;
  const fixes = lacking.map(({ name }) => `  gitenv config set ${environment} ${name}`);
  return [table, '', `${colors.dim('fix:')}`, ...fixes].join('\n');
}

function rowOf(setting: SettingState, { now, colors }: View): string[] {
  const { name, kind, reference, lack, changedAt, changedBy } = setting;
  const state = lack ? colors.red(lack) : changedAt ? ago(changedAt, now) : '';
  return [name, kind, printable(reference), state, lack ? '' : caller(changedBy)];
}

/** What is asked before a value is deleted. */
export function unsetQuestion(environment: string, { state, usedBy }: Unsetting): string {
  const { name, kind, reference } = state;
  const isSecret = kind === 'secret';
  const what = isSecret ? 'secret' : 'parameter';
  const use =
    usedBy === undefined
      ? ''
      : `${environment} runs ${shortCommit(usedBy)}, which declares ${name}: what reads it next, finds nothing.\n`;
  const back = isSecret
    ? 'It can be restored for 30 days.'
    : 'It cannot be restored: AWS keeps no parameter that was deleted.';
  return `${use}${back}\nDelete ${name} of ${environment}, the ${what} ${printable(reference)}?`;
}

export function renderUnset(
  environment: string,
  { name, kind, reference, restorableUntil, restore }: UnsetSetting,
): string {
  const what = `the ${kind === 'secret' ? 'secret' : 'parameter'} ${printable(reference)}`;
  if (restore === undefined) return `${environment}: ${name} is unset: ${what} is deleted`;
  const until = restorableUntil ? ` until ${restorableUntil.toISOString().slice(0, 10)}` : '';
  return `${environment}: ${name} is unset: ${what} can be restored${until}\nto restore: ${restore}`;
}

/** A value that was put in place of another. */
interface Rotated extends RotatedSetting {
  readonly environment: string;
  readonly name: string;
  readonly kind: SettingKind;
  readonly reference: string;
}

export function renderRotated(
  { environment, name, kind, reference }: Rotated,
  deployed: Deployed | undefined,
): string {
  const what = kind === 'secret' ? 'the secret' : 'the parameter';
  const kept = kind === 'secret' ? 'as AWSPREVIOUS' : 'in its history';
  const done = `${environment}: ${name} has a new value in ${what} ${printable(reference)}; AWS keeps the one before ${kept}`;
  const next = deployed ? renderDeployed(deployed) : `next: gitenv redeploy ${environment}`;
  return [done, next].filter((line) => line !== '').join('\n');
}

/** A row a name, with what each of the two environments has. */
export function renderCompared(
  names: readonly [string, string],
  settings: readonly ComparedSetting[],
  view: View,
): string {
  if (settings.length === 0)
    return `gitenv.json declares no configuration for ${names.join(' or ')}.`;
  const rows = settings.map(({ name, one, other }) => [
    name,
    keptAs(one, other),
    stateOf(one, view),
    stateOf(other, view),
  ]);
  return renderTable(['name', 'kept as', ...names], rows, view.colors);
}

function keptAs(one: SettingState | undefined, other: SettingState | undefined): string {
  const places = [one, other].flatMap((it) =>
    it ? [`${it.kind} ${printable(it.reference)}`] : [],
  );
  return [...new Set(places)].join(', ');
}

function stateOf(setting: SettingState | undefined, { now, colors }: View): string {
  if (!setting) return 'not declared';
  const { lack, changedAt } = setting;
  if (lack) return colors.red(lack);
  return changedAt ? ago(changedAt, now) : '';
}
