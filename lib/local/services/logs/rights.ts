import type { Context } from '../../base/context';
import { type RightsOf, rightsOf, textOf } from '../../rights/asks';
import type { Fields } from '../../values/fields';
import { groups } from './model/records';

/**
 * AWS looks at the streams of a group where an operation is about the group: a policy that names it without `:*` at its end is not
 * enough. (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html)
 */
const service: RightsOf = {
  service: 'logs',
  names: {
    LogGroupName: groupName,
    LogStreamName: (input) => textOf(input, 'logStreamName') ?? '',
  },
  tags: (resource, context) =>
    groups(context).get(/:log-group:([^:]+)/.exec(resource)?.[1] ?? '')?.tags,
};

const rightsByName = rightsOf(service);

export function rights(operation: string, input: unknown, context: Context) {
  return rightsByName(operation, input, context).map((ask) =>
    /:log-group:[^:]+$/.test(ask.resource)
      ? { ...ask, resource: `${ask.resource}:log-stream:` }
      : ask,
  );
}

/** By its name or its ARN. */
function groupName(input: Fields): string | undefined {
  const name = textOf(input, 'logGroupName', 'logGroupIdentifier');
  return name?.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '');
}
