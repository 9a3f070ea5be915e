import { type Verb, verbs } from '../../../lib/release/rights/need';
import type { Place } from '../../../lib/release/rights/place';
import { arnsOf } from '../../../lib/release/rights/place';
import { policyFor } from '../../../lib/release/rights/policy';
import { needs } from '../../../lib/release/rights/table';

/** An environment whose names are left to the reader. */
const anywhere: Place = {
  partition: 'aws',
  account: '<account>',
  region: '<region>',
  application: '<application>',
  branch: 'main',
  bucket: '<bucket>',
  verifies: true,
};

/** People as the page has them, and what they do. */
const people: readonly (readonly [title: string, verbs: readonly Verb[]])[] = [
  [
    'A developer, in the first environment',
    ['look', 'push', 'promoteOn', 'rollback', 'cancel', 'retry', 'redeploy'],
  ],
  [
    'Whoever promotes to the next one',
    ['look', 'promote', 'promoteOn', 'rollback', 'cancel', 'retry', 'redeploy'],
  ],
  ['An approver, who releases nothing', ['look', 'approve']],
  [
    'On call',
    ['look', 'approve', 'rollback', 'rollbackNow', 'cancel', 'retry', 'redeploy', 'lock'],
  ],
];

/** A page of docs, with what is printed from the table as it is now. */
export function printed(page: string): string {
  return [
    ['rights', rightsTable()],
    ['policies', people.map(([title, its]) => section(title, its)).join('\n\n')],
    ['going back', block(['rollbackNow', 'cancel', 'retry'])],
  ].reduce((text, [name = '', body = '']) => between(text, name, body), page);
}

function between(text: string, name: string, body: string): string {
  const pattern = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
  return text.replace(pattern, (_, begin: string, end: string) => `${begin}\n${body}\n\n${end}`);
}

function rightsTable(): string {
  const rows = needs.map(({ actions, on, verbs: its, why, ref }) => {
    const arns = arnsOf(on, anywhere).map((arn) => `\`${arn}\``);
    const where = ref === 'tag' ? `${arns}, tags \`gitenv/*\`` : arns.join(', ');
    const list = actions.map((action) => `\`${action}\``).join(', ');
    return `| ${list} | ${where} | ${why} | ${its.map((verb) => verbs[verb]).join('; ')} |`;
  });
  return ['| right | on | to | for |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function section(title: string, its: readonly Verb[]): string {
  const may = its.map((verb) => verbs[verb]).join('; ');
  return `### ${title}\n\nFor: ${may}.\n\n${block(its)}`;
}

function block(its: readonly Verb[]): string {
  return `\`\`\`json\n${JSON.stringify(policyFor(its, anywhere), undefined, 2)}\n\`\`\``;
}
