import { CfnCondition, type CfnResource, Fn, Token } from 'aws-cdk-lib';

/** Decided while synthesising (in code), or by CloudFormation from a parameter (in the published template). */
export type YesOrNo = boolean | CfnCondition;

/** One of two values, whoever decides. */
export function eitherOf(choice: YesOrNo, whenTrue: string, whenFalse: string): string {
  if (typeof choice === 'boolean') return choice ? whenTrue : whenFalse;
  return Token.asString(Fn.conditionIf(choice.logicalId, whenTrue, whenFalse));
}

/** A part of a template that is there where the choice says so; never for false, always for true. */
export function onlyIf(choice: YesOrNo, part: object): unknown[] {
  if (typeof choice === 'boolean') return choice ? [part] : [];
  return [{ 'Fn::If': [choice.logicalId, part, { Ref: 'AWS::NoValue' }] }];
}

/** Leaves a resource to a condition, where CloudFormation is the one who decides. */
export function conditioned(resource: CfnResource, choice: YesOrNo | undefined): void {
  if (choice instanceof CfnCondition) resource.cfnOptions.condition = choice;
}
