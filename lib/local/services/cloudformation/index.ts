import type { Service } from '../../base/service';
import { queryProtocol } from '../../protocol/query';
import * as changeSets from './operations/change-sets';
import * as drift from './operations/drift';
import * as events from './operations/events';
import * as exportQueries from './operations/exports';
import * as queries from './operations/queries';
import * as recoveries from './operations/rollback';
import * as stacks from './operations/stacks';
import * as templates from './operations/templates';
import { WaitForChangeSet, WaitForStack } from './operations/wait';
import { recover } from './recover';
import { rights } from './rights';

export const cloudformation: Service = {
  name: 'cloudformation',
  protocol: queryProtocol({
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  }),
  rights,
  operations: {
    ...changeSets,
    ...drift,
    ...events,
    ...exportQueries,
    ...queries,
    ...recoveries,
    ...stacks,
    ...templates,
  },
  internal: { WaitForStack, WaitForChangeSet },
  recover,
};
