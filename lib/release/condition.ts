import { freezeRule } from '../contract';
import { asClause } from '../errors';
import { momentOf } from './moment';
import type { StageCondition } from './release';

/** Whether what holds a release is the `freeze` of `gitenv.json`. */
export function isFreeze({ when, rules }: StageCondition): boolean {
  return (when ?? 'entry') === 'entry' && rules.some(({ name }) => name === freezeRule);
}

/** What holds a release, after the name of the stage. */
export function describeHeld(condition: StageCondition): string {
  if (isFreeze(condition)) return describeFreeze(condition);
  return `waits for its ${kindOf(condition)}: ${describeRules(condition)}`;
}

function describeFreeze({ opensAt }: StageCondition): string {
  return `is held by a freeze until ${opensAt ? momentOf(opensAt) : 'its window opens'}`;
}

/** Why a stage failed without any action of it having failed, as a sentence without its full stop. */
export function describeFailed(condition: StageCondition): string {
  const { stage } = condition;
  if (isFreeze(condition)) return `${stage} was held by a freeze until CodePipeline gave up`;
  return `${stage} failed its ${kindOf(condition)}: ${describeRules(condition)}`;
}

function kindOf({ when }: StageCondition): string {
  return when === undefined ? 'condition' : `${when} condition`;
}

function describeRules({ rules }: StageCondition): string {
  const said = rules.map(({ name, summary }) =>
    summary ? `${name} (${asClause(summary.split('\n', 1)[0] ?? '')})` : name,
  );
  return said.join(', ') || 'no rule is named';
}
