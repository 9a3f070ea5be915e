import { testAccount, testRegion } from '../../machine';
import { Calendar, closes, roleArn, trustOf, universal } from './calendar';

let calendar: Calendar;
beforeEach(async () => {
  calendar = await Calendar.open();
});
afterEach(() => calendar.machine.destroy());

const arn = (path: string) => `arn:aws:scheduler:${testRegion}:${testAccount}:${path}`;
const soon = 'at(2026-11-30T12:30:00)';
const target = { Arn: universal('disableStageTransition'), RoleArn: roleArn, Input: closes };

describe('the role of a schedule', () => {
  const group = arn('schedule-group/default');
  const refused = {
    name: 'ValidationException',
    message:
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
  };

  test.each([
    ['trusts Scheduler for the ARN of the group', { ArnEquals: { 'aws:SourceArn': group } }],
    ['trusts Scheduler for the account', { StringEquals: { 'aws:SourceAccount': testAccount } }],
    ['trusts Scheduler for any group', { ArnLike: { 'aws:SourceArn': arn('schedule-group/*') } }],
  ])('is taken when it %s', async (_, condition) => {
    await calendar.trust(trustOf(condition));
    await calendar.create(soon);
  });

  test.each([
    [
      'trusts it for one schedule',
      { ArnEquals: { 'aws:SourceArn': arn('schedule/default/begins') } },
    ],
    ['trusts it for another group', { ArnEquals: { 'aws:SourceArn': arn('schedule-group/team') } }],
    ['trusts it for another account', { StringEquals: { 'aws:SourceAccount': '222222222222' } }],
  ])('is refused when it %s', async (_, condition) => {
    await calendar.trust(trustOf(condition));
    await expect(calendar.create(soon)).rejects.toMatchObject(refused);
  });

  test('is refused when it trusts another service, or is not there', async () => {
    const Target = { ...target, RoleArn: `${roleArn}-of-nobody` };
    await expect(calendar.create(soon, { Target })).rejects.toMatchObject(refused);
    await calendar.trust(trustOf({}, 'events.amazonaws.com'));
    await expect(calendar.create(soon)).rejects.toMatchObject(refused);
  });

  test('is looked at again when the schedule is updated', async () => {
    await calendar.create(soon);
    await calendar.trust(trustOf({}, 'events.amazonaws.com'));
    await expect(calendar.update(soon)).rejects.toMatchObject(refused);
  });
});
