import { makeChangeSet } from '../../../buildspecs/cloudformation/change-set';
import { cloudFormationOf } from '../../../buildspecs/cloudformation/client';
import { jobOf } from '../../../buildspecs/program/job/job';
import type { GitenvError } from '../../../lib/errors';
import { denying } from '../../local/denying';
import { Workbench } from '../program/workbench';

let bench: Workbench;
afterEach(() => bench.close());

async function refused(): Promise<GitenvError> {
  const job = jobOf(bench.variables, () => undefined, bench.folder);
  const client = cloudFormationOf(job);
  const Jobs = { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeoutSeconds: 30 } };
  const made = makeChangeSet(client, {
    stack: 'orders',
    name: 'gitenv-1',
    environment: 'dev',
    isNew: true,
    description: '',
    input: { TemplateBody: JSON.stringify({ Resources: { Jobs } }) },
  });
  const error = await made.then(
    () => Promise.reject(new Error('it was made')),
    (reason: GitenvError) => reason,
  );
  expect(await client.askAll('ListChangeSets', { StackName: 'orders' }, 'Summaries')).toEqual([]);
  return error;
}

test('a build says of each resource why CloudFormation refuses it, and deletes the change set', async () => {
  bench = await Workbench.open();
  const error = await refused();
  expect(error.code).toBe('BAD_COMMIT');
  expect(error.message).toBe(`Stack orders cannot become what the commit says:
  Jobs (AWS::SQS::Queue): #: extraneous key [VisibilityTimeoutSeconds] is not permitted
      at /Resources/Jobs/Properties`);
});

test('a build whose role may not ask for the reasons says which right is missing', async () => {
  bench = await Workbench.open(undefined, {
    services: denying('cloudformation', 'DescribeEvents'),
  });
  const error = await refused();
  expect(error.message).toContain('[AWS::EarlyValidation::PropertyValidation]');
  expect(error.message).toContain(
    'The role of this build lacks the right cloudformation:DescribeEvents',
  );
  expect(error.hint).toContain('gitenv init dev');
});
