import type { Service } from '../../base/service';
import { queryProtocol } from '../../protocol/query';
import * as operations from './operations';

export const sts: Service = {
  name: 'sts',
  protocol: queryProtocol({
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  }),
  operations: { ...operations },
};
