import type { Context } from '../../base/context';
import { startDelivery } from './engine/delivery';
import { recoverTime } from './engine/timetable';
import { deliveriesOf } from './model/records';

/** Takes up what was on its way when the server ended, and the schedules. */
export function recover(context: Context): void {
  for (const delivery of deliveriesOf(context).list()) startDelivery(delivery, context);
  recoverTime(context);
}
