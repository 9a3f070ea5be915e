import { Aws, Fn, type IResolvable, type Stack, Token } from 'aws-cdk-lib';
import type { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import { actions } from '../../lib/action-names';
import { artifacts } from '../../lib/contract';
import { guardNamesOf, guardTasks, guardVariables } from '../../lib/guard-names';
import type { Statement } from '../roles/service-role';
import { inTemplate } from '../settings/in-template';
import type { StackSettings } from '../settings/settings';

type Action = CfnPipeline.ActionDeclarationProperty;

/**
 * What decides stands inside of the stage that deploys: conditions can be overridden, and RollbackStage and a retry run nothing but
 * that stage.
 */
export function gateAction(stack: Stack, settings: StackSettings): (Action | IResolvable)[] {
  const { decides } = settings.guard;
  const action = {
    name: actions.gate,
    runOrder: 1,
    actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
    configuration: {
      ProjectName: guardNamesOf(settings.application).project,
      EnvironmentVariables: stack.toJsonString([
        { name: guardVariables.task, value: guardTasks.gate },
      ]),
    },
    // A build that the pipeline starts has to have one; nothing of it is opened.
    inputArtifacts: [{ name: artifacts.source }],
  };
  if (typeof decides === 'boolean') return decides ? [action] : [];
  return [Fn.conditionIf(decides.logicalId, inTemplate(action), Aws.NO_VALUE)];
}

/** The deploy comes after the gate, if there is one. */
export function orderBehindGate({ guard: { decides } }: StackSettings): { runOrder?: number } {
  if (typeof decides === 'boolean') return decides ? { runOrder: 2 } : {};
  return { runOrder: Token.asNumber(Fn.conditionIf(decides.logicalId, 2, 1)) };
}

/** What the pipeline's role needs for it. */
export function startsGate(stack: Stack, settings: StackSettings): Statement[] {
  const { decides } = settings.guard;
  if (decides === false) return [];
  const resourceName = guardNamesOf(settings.application).project;
  const project = stack.formatArn({ service: 'codebuild', resource: 'project', resourceName });
  return [
    {
      actions: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild'],
      resources: [project],
      condition: decides === true ? undefined : decides,
    },
  ];
}
