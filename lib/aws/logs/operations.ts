import type {
  FilterLogEventsCommandInput,
  FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Operation } from '../call/operation';

/** Undefined for a group that is not there: Lambda makes one when a function runs for the first time. */
export const FilterLogEvents: Operation<
  FilterLogEventsCommandInput,
  FilterLogEventsResponse | undefined
> = {
  service: {
    name: 'logs',
    protocol: { json: 'Logs_20140328' },
    client: 'CloudWatchLogsClient',
    sdk: () => import('./sdk'),
  },
  name: 'FilterLogEvents',
  nothing: ['ResourceNotFoundException'],
};
