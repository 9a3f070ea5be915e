import type { Service } from '../../base/service';
import { notImplemented } from '../../base/service-error';
import { jsonProtocol } from '../../protocol/json';
import { aliasType } from './resources/alias';
import { functionType } from './resources/function';
import { versionType } from './resources/version';

/** Recorded only, once what is to be run has been found: no function is ever run. */
export const lambda: Service = {
  name: 'lambda',
  protocol: {
    ...jsonProtocol(''),
    // Its operations are told apart by address and not by name.
    handle: async ({ path }) => {
      throw notImplemented('lambda', `the operation at ${path}`);
    },
  },
  operations: {},
  resources: {
    'AWS::Lambda::Alias': aliasType,
    'AWS::Lambda::Function': functionType,
    'AWS::Lambda::Version': versionType,
  },
};
