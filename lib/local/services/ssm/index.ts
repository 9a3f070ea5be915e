import type { Service } from '../../base/service';
import { jsonProtocol } from '../../protocol/json';
import * as describe from './operations/describe';
import * as get from './operations/get';
import * as put from './operations/put';
import { parameterType } from './resources';
import { rights } from './rights';

/** Parameter Store; of Systems Manager nothing else is here. */
export const ssm: Service = {
  name: 'ssm',
  protocol: jsonProtocol('AmazonSSM'),
  rights,
  operations: { ...put, ...get, ...describe },
  resources: { 'AWS::SSM::Parameter': parameterType },
};
