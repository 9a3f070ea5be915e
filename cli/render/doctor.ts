import { checks, type Finding, type Outcome } from '../../lib/setup/doctor/basis/finding';
import type { Colors } from '../terminal/output';
import { renderTable } from './table';

/** All environments side by side, a row a check; then each thing that is not well, with its fix. */
export function renderDoctor(findings: readonly Finding[], colors: Colors): string {
  const here = findings.filter(({ environment }) => environment === undefined);
  const environments = [...new Set(findings.flatMap(({ environment }) => environment ?? []))];
  const lines = here.map(({ outcome, message }) => `${markOf(outcome, colors)} ${message}`);
  const table = renderTable(
    ['check', ...environments],
    rowsOf(findings, environments, colors),
    colors,
  );
  const unwell = findings.filter(({ outcome }) => outcome === 'warning' || outcome === 'problem');
  const notes = findings
    .filter(({ outcome, environment }) => outcome === 'note' && environment !== undefined)
    .map(({ environment, message }) => colors.dim(`${environment}: ${message}`));
  const aside = notes.length > 0 ? ['', ...notes] : [];
  return [...lines, '', table, ...adviceOn(unwell, colors), ...aside].join('\n');
}

function rowsOf(
  findings: readonly Finding[],
  environments: readonly string[],
  colors: Colors,
): string[][] {
  return checks
    .filter((check) => findings.some((it) => it.check === check && it.environment !== undefined))
    .map((check) => [
      check,
      ...environments.map((environment) => {
        const found = findings.find((it) => it.check === check && it.environment === environment);
        return found ? markOf(found.outcome, colors) : '';
      }),
    ]);
}

function adviceOn(unwell: readonly Finding[], colors: Colors): string[] {
  if (unwell.length === 0) return ['', colors.green('All is well.')];
  return unwell.flatMap(({ outcome, environment, message, fix }) => [
    '',
    `${markOf(outcome, colors)} ${environment === undefined ? '' : `${environment}: `}${message}`,
    ...(fix === undefined ? [] : [`  ${colors.dim('fix:')} ${fix}`]),
  ]);
}

function markOf(outcome: Outcome, colors: Colors): string {
  switch (outcome) {
    case 'ok':
      return colors.green('✓');
    case 'note':
      return colors.dim('–');
    case 'warning':
      return colors.yellow('!');
    case 'problem':
      return colors.red('✗');
    case 'unknown':
      return colors.dim('?');
  }
}
