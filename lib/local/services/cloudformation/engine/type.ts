import type { Context, ResourceType } from '../../../base/context';
import type { JsonObject } from '../../../values/json';
import { invalid } from '../model/errors';

/** Attributes that say something about a template and make nothing. */
const inert: ResourceType = {
  properties: ['Analytics'],
  create: ({ physicalName }) => ({ physicalId: physicalName(), attributes: {} }),
  update: (physicalId) => ({ physicalId, attributes: {} }),
  delete: () => undefined,
};

/** @throws ServiceError that names a type this machine does not have */
export function resourceType(type: string, context: Context): ResourceType {
  const found = type === 'AWS::CDK::Metadata' ? inert : context.resourceType(type);
  if (!found) throw invalid(`${type} is not implemented by this emulator`);
  return found;
}

/** @throws ServiceError that names a property the type does not honour, or one it needs */
export function checkProperties(type: string, known: ResourceType, properties: JsonObject): void {
  const allowed = [...known.properties, ...(known.recorded ?? [])];
  const refused = Object.keys(properties).filter((name) => !allowed.includes(name));
  if (refused.length > 0)
    throw invalid(`${type}: property ${refused.join(', ')} is not implemented by this emulator`);
  const missing = known.required?.find((name) => properties[name] === undefined);
  if (missing !== undefined) throw invalid(`Property ${missing} cannot be empty.`);
}
