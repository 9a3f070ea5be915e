import type { Context } from '../../../base/context';
import type { JsonObject } from '../../../values/json';
import type { Preview } from '../change/preview';
import { definitionOf } from '../engine/deployment';
import type { EarlyFailure, ValidationFault } from '../model/records';
import { syntaxFaults } from './property-syntax';
import { validatedTypes } from './validated-types';

/** A fault, before it has a time and an id of its own. */
type FoundFault = Omit<ValidationFault, 'id' | 'at'>;

/**
 * What AWS finds before a change set is there, or a stack is created or updated, and fails that for: properties that the type's schema
 * does not have, and names that are taken already. Of a change set it warns of buckets that are not empty and the like, which this
 * machine does not.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
 */
export function earlyFailure(
  { DisableValidation }: { readonly DisableValidation?: boolean | undefined },
  preview: Preview,
  context: Context,
): EarlyFailure | undefined {
  if (DisableValidation) return undefined;
  const found = earlyFaults(context, preview);
  if (found.length === 0) return undefined;
  const at = context.now().toISOString();
  return {
    reason: reasonFor(found),
    faults: found.map((fault) => ({ id: context.newId(), at, ...fault })),
  };
}

function earlyFaults(context: Context, { changes, properties, scope }: Preview): FoundFault[] {
  return changes.flatMap(({ Action, LogicalResourceId: logicalId = '' }) => {
    if (Action !== 'Add' && Action !== 'Modify') return [];
    const { Type: type } = definitionOf(scope, logicalId);
    const known = properties.get(logicalId) ?? {};
    if (!validatedTypes.includes(type)) return [];
    const syntax = syntaxFaults(type, known).map(({ pointer, fault }) => ({
      logicalId,
      type,
      validation: 'PROPERTY_VALIDATION' as const,
      reason: `#${pointer}: ${fault}`,
      path: `/Resources/${logicalId}/Properties${pointer}`,
    }));
    return Action === 'Add' && syntax.length === 0
      ? conflicts(logicalId, type, known, context)
      : syntax;
  });
}

function conflicts(
  logicalId: string,
  type: string,
  properties: JsonObject,
  context: Context,
): FoundFault[] {
  const found = context.resourceType(type)?.find?.(properties, context);
  if (!found) return [];
  return [
    {
      logicalId,
      type,
      validation: 'NAME_CONFLICT_VALIDATION',
      reason: `Resource of type '${type}' with identifier '${found.physicalId}' already exists.`,
      path: `/Resources/${logicalId}`,
    },
  ];
}

const validations = {
  PROPERTY_VALIDATION: 'AWS::EarlyValidation::PropertyValidation',
  NAME_CONFLICT_VALIDATION: 'AWS::EarlyValidation::ResourceExistenceCheck',
};

/** The names of the validations are all that AWS says where the change set is described. */
function reasonFor(faults: readonly FoundFault[]): string {
  const names = [...new Set(faults.map(({ validation }) => validations[validation]))];
  return `The following hook(s)/validation failed: [${names.join(', ')}]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.`;
}
