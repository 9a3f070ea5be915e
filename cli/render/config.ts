import type { SettingState } from '../../lib/config/setting';
import { renderTable, type View } from './table';
import { ago, caller, printable } from './text';

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
