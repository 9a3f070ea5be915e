import {
  CreateScheduleGroupCommand,
  DeleteScheduleGroupCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-scheduler';
import { testAccount, testRegion } from '../../machine';
import { Calendar } from './calendar';

let calendar: Calendar;
beforeEach(async () => {
  calendar = await Calendar.open();
});
afterEach(() => calendar.machine.destroy());

const arn = (path: string) => `arn:aws:scheduler:${testRegion}:${testAccount}:${path}`;
const soon = 'at(2026-11-30T12:30:00)';

describe('a group', () => {
  const send = (name: string) =>
    calendar.scheduler.send(new CreateScheduleGroupCommand({ Name: name }));

  test('default is always there, and stays', async () => {
    const { ScheduleGroups } = await calendar.scheduler.send(new ListScheduleGroupsCommand({}));
    expect(ScheduleGroups).toMatchObject([
      { Name: 'default', Arn: arn('schedule-group/default'), State: 'ACTIVE' },
    ]);
    const gone = calendar.scheduler.send(new DeleteScheduleGroupCommand({ Name: 'default' }));
    await expect(gone).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('holds schedules of the same name as another, and takes them with it', async () => {
    expect((await send('team')).ScheduleGroupArn).toBe(arn('schedule-group/team'));
    await expect(send('team')).rejects.toMatchObject({ name: 'ConflictException' });
    await calendar.create(soon);
    await calendar.create(soon, { GroupName: 'team' });
    expect(await calendar.names()).toEqual(['begins', 'begins']);
    await calendar.scheduler.send(new DeleteScheduleGroupCommand({ Name: 'team' }));
    expect(await calendar.names()).toEqual(['begins']);
    const get = calendar.scheduler.send(new GetScheduleGroupCommand({ Name: 'team' }));
    await expect(get).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('is tagged', async () => {
    await send('team');
    const ResourceArn = arn('schedule-group/team');
    const Tags = [
      { Key: 'app', Value: 'shop' },
      { Key: 'cost', Value: '7' },
    ];
    await calendar.scheduler.send(new TagResourceCommand({ ResourceArn, Tags }));
    await calendar.scheduler.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['cost'] }));
    const listed = await calendar.scheduler.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(listed.Tags).toEqual([{ Key: 'app', Value: 'shop' }]);
    const schedule = { ResourceArn: arn('schedule/default/begins') };
    await expect(
      calendar.scheduler.send(new ListTagsForResourceCommand(schedule)),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
