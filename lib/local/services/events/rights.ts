import type { Ask } from '../../base/rights';
import { type RightsOf, rightsOf, textOf } from '../../rights/asks';
import { passRole } from '../../rights/pass-role';
import { type Fields, fieldsOf } from '../../values/fields';
import { rulesOf } from './model/records';

const service: RightsOf = {
  service: 'events',
  names: {
    RuleName: (input) => textOf(input, 'Rule', 'Name'),
    EventBusName: (input) => {
      const bus = textOf(input, 'EventBusName') ?? busesOf(input);
      return bus === 'default' ? undefined : bus;
    },
  },
  tags: (resource, context) => rulesOf(context).get(resource.split('/').at(-1) ?? '')?.tags,
  keys: (action, input) => ({
    'events:creatoraccount': undefined,
    'events:managedby': undefined,
    ...(action === 'PutTargets' && {
      'events:targetarn': targetsOf(input).map(({ Arn }) => String(Arn)),
    }),
  }),
  further: { PutRule: passedByRule, PutTargets: passedByTargets },
};

export const rights = rightsOf(service);

function busesOf({ Entries }: Fields): string | readonly string[] | undefined {
  if (!Array.isArray(Entries)) return undefined;
  return [...new Set(Entries.map((entry) => textOf(fieldsOf(entry), 'EventBusName') ?? 'default'))];
}

function targetsOf({ Targets }: Fields): readonly Fields[] {
  return Array.isArray(Targets) ? Targets.map(fieldsOf) : [];
}

function passedByRule({ RoleArn }: Fields): readonly Ask[] {
  return passRole(RoleArn, 'events.amazonaws.com');
}

function passedByTargets(input: Fields): readonly Ask[] {
  return targetsOf(input).flatMap(({ RoleArn }) => passRole(RoleArn, 'events.amazonaws.com'));
}
