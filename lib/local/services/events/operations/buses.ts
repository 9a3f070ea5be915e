import type {
  DescribeEventBusRequest,
  DescribeEventBusResponse,
  ListEventBusesRequest,
  ListEventBusesResponse,
} from '@aws-sdk/client-eventbridge';
import type { Context } from '../../../base/context';
import { checkBus } from '../model/checks';

const defaultBus = ({ region, account }: Context) => ({
  Name: 'default',
  Arn: `arn:aws:events:${region}:${account}:event-bus/default`,
});

export function DescribeEventBus(
  { Name }: DescribeEventBusRequest,
  context: Context,
): DescribeEventBusResponse {
  checkBus(Name);
  return defaultBus(context);
}

export function ListEventBuses(
  { NamePrefix = '' }: ListEventBusesRequest,
  context: Context,
): ListEventBusesResponse {
  return { EventBuses: 'default'.startsWith(NamePrefix) ? [defaultBus(context)] : [] };
}
