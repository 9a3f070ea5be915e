import type { Exported } from '../../lib/audit/export';
import type { Audit } from '../../lib/audit/verify';
import { minuteOf } from '../../lib/release/moment';
import { countOf } from '../../lib/release/wording';
import type { Colors } from '../terminal/output';
import { printable } from './text';

/** Whether the records of environments hold, and if not, what is wrong with which. */
export function renderAudits(audits: readonly Audit[], colors: Colors): string {
  return audits.map((audit) => renderAudit(audit, colors)).join('\n');
}

export function renderExported(found: Exported, colors: Colors): string {
  const { environment, records, releases, folder } = found;
  const what = `${countOf(records, 'records')} with ${countOf(releases, 'ends')} of releases`;
  const written = `${environment}: ${what} in ${printable(folder)}`;
  if (found.holds) return written;
  const command = `gitenv audit verify ${environment}`;
  return `${written}\n${colors.red(`The records are not as they should be: ${command} says more.`)}`;
}

function renderAudit(audit: Audit, colors: Colors): string {
  const { environment, records, newest, offline, flaws, disagreements } = audit;
  if (records === 0 && flaws.length === 0) {
    const none = offline ? 'no records are kept on this machine' : 'keeps no records';
    return [`${environment}: ${none}`, ...notLookedAt(audit, colors)].join('\n');
  }
  const wrong = [
    ...flaws.map(({ sequence, kind, what }) => {
      const which = sequence === null ? 'the chain' : `record ${sequence}`;
      return colors.red(`  ${which}: ${kind}: ${printable(what)}`);
    }),
    ...disagreements.map(({ kind, what }) => colors.red(`  ${kind}: ${printable(what)}`)),
  ];
  const verdict =
    wrong.length === 0
      ? colors.green(`${countOf(records, 'records')}, all signed and none missing`)
      : colors.red(`${countOf(records, 'records')}, and not as they should be`);
  const end = newest
    ? [
        `  newest: record ${newest.sequence} of ${minuteOf(new Date(newest.at))} (UTC), ${newest.digest}`,
      ]
    : [];
  return [
    `${environment}: ${verdict}`,
    ...wrong,
    ...end,
    ...audit.signers.map((signer) => `  signed by the key ${signer}`),
    ...comparison(audit),
    ...notLookedAt(audit, colors),
  ].join('\n');
}

function notLookedAt({ unknown }: Audit, colors: Colors): string[] {
  return unknown.map((why) => colors.yellow(`  not known: ${printable(why)}`));
}

function comparison({ compared, offline, disagreements }: Audit): string[] {
  if (offline) return ['  by what this machine has kept: CodePipeline was not asked'];
  if (compared === null || disagreements.length > 0) return [];
  return [`  CodePipeline agrees (it has ${countOf(compared, 'releases')})`];
}
