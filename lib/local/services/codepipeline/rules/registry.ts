import type { Rule } from '../model/declaration';
import { commandsRule } from './commands';
import { deploymentWindow } from './deployment-window';
import type { RuleKind } from './kind';
import { variableCheck } from './variable-check';

/** Every kind of rule this machine runs, by provider. */
export const ruleKinds: Readonly<Record<string, RuleKind>> = {
  Commands: commandsRule,
  DeploymentWindow: deploymentWindow,
  VariableCheck: variableCheck,
};

export function ruleKindOf({
  category,
  owner = 'AWS',
  provider,
  version = '1',
}: Rule['ruleTypeId']): RuleKind | undefined {
  if (category !== 'Rule' || owner !== 'AWS' || version !== '1') return undefined;
  return Object.hasOwn(ruleKinds, provider) ? ruleKinds[provider] : undefined;
}
