import { type RightsOf, rightsOf, textOf } from '../../rights/asks';

const service: RightsOf = {
  service: 'cloudfront',
  names: { DistributionId: (input) => textOf(input, 'DistributionId', 'Id') },
};

export const rights = rightsOf(service);
