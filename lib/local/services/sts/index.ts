import { queryProtocol } from '../../protocol/query';
import type { Service } from '../../service';
import * as operations from './operations';

export const sts: Service = {
  name: 'sts',
  protocol: queryProtocol({
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  }),
  operations: { ...operations },
};
