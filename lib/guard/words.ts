import { type GateDecision, refusalsIn } from './gate';

/** What the gate says of a release, a line each. */
export function gateLines(decision: GateDecision, environment: string): string[] {
  const { verdict, answers, reason } = decision;
  const refusals = refusalsIn(decision);
  const rules = answers.map(
    (it) => `${it.verdict === 'passes' ? 'yes' : 'no '} ${it.rule}: ${it.fact}`,
  );
  const facts = refusals.map(({ fact }) => fact).join('. ');
  const command = refusals[0]?.command;
  const next = command === undefined ? [] : [`to get further: ${command}`];
  if (verdict === 'refused')
    return [
      ...rules,
      `${environment} refuses this release: ${facts}; nothing was deployed.`,
      ...next,
    ];
  if (verdict === 'warned')
    return [
      ...rules,
      `${environment} would refuse this release if "guarded" were true: ${facts}.`,
      ...next,
    ];
  if (verdict === 'break-glass')
    return [...rules, `${environment} lets this release pass for a reason: ${reason}`];
  return [...rules, `${environment} lets this release pass.`];
}
