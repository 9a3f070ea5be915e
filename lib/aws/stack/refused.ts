/** Why CloudFormation refuses one resource of a change set; what it does not say is empty. */
export interface RefusedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
  /** Where in the template, as a JSON pointer. */
  readonly path: string;
}

/** The right without which CloudFormation says no more than that something is wrong. */
export const explainingRight = 'cloudformation:DescribeEvents';

/** A line a resource and its reason, and where in the template that is, as they follow a clause that ends with a colon. */
export function listRefused(refused: readonly RefusedResource[]): string {
  return refused
    .map(({ logicalId, type, reason, path }) => {
      const where = path === '' ? '' : `\n      at ${path}`;
      return `\n  ${logicalId} (${type}): ${reason}${where}`;
    })
    .join('');
}

/** Whether a change set's reason only points to its events. CloudFormation has no code for that, only these names in its sentence. */
export function isExplainedElsewhere(reason: string): boolean {
  return reason.includes('AWS::EarlyValidation::');
}
