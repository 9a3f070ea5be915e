import { Aws, Fn, type IResolvable } from 'aws-cdk-lib';
import type { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import {
  buildNamespace,
  outputVariables,
  type PlanOutcome,
  pushedByVariable,
  sourceNamespace,
  stages,
} from '../../lib/contract';
import { inTemplate } from '../settings/in-template';
import type { StackSettings } from '../settings/settings';
import { onlyIf, type YesOrNo } from '../settings/yes-or-no';

/** The stage, nothing, or what CloudFormation makes one of the two of. */
export function approveStage(
  settings: StackSettings,
): (CfnPipeline.StageDeclarationProperty | IResolvable)[] {
  const stage = {
    name: stages.approve,
    ...unlessPlanned(settings),
    actions: [
      {
        name: stages.approve,
        actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
        configuration: {
          CustomData: `Release #{${sourceNamespace}.CommitId} to ${settings.environment}? Pushed by #{variables.${pushedByVariable}}.`,
        },
      },
    ],
  };
  if (typeof settings.approval === 'boolean') return settings.approval ? [stage] : [];
  return [Fn.conditionIf(settings.approval.logicalId, inTemplate(stage), Aws.NO_VALUE)];
}

/** Skips the approval of a release whose plan is harmless enough. A release without a plan is never harmless. */
function unlessPlanned({
  approval,
  approvalByPlan: { skipsEmpty, skipsChanges },
}: StackSettings): Pick<CfnPipeline.StageDeclarationProperty, 'beforeEntry'> {
  const rules = [
    planIsNot('empty'),
    ...onlyIf(skipsChanges, written(approval, planIsNot('changes'))),
  ];
  const beforeEntry = { conditions: [{ result: 'SKIP', rules }] };
  const [entry] = onlyIf(skipsEmpty, written(approval, beforeEntry));
  return (entry ? { beforeEntry: entry } : {}) as ReturnType<typeof unlessPlanned>;
}

/** What is inside of a condition of CloudFormation, CDK does not spell for us. */
function written(inside: YesOrNo, part: object): object {
  return typeof inside === 'boolean' ? part : inTemplate(part);
}

function planIsNot(outcome: PlanOutcome) {
  return {
    name: `Not-${outcome}`,
    ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
    configuration: {
      Variable: `#{${buildNamespace}.${outputVariables.plan}}`,
      Value: outcome,
      Operator: 'NE',
    },
  };
}
