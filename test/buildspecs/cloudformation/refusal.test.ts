import { makeChangeSet } from '../../../buildspecs/cloudformation/change-set';
import { cloudFormationOf } from '../../../buildspecs/cloudformation/client';
import { jobOf } from '../../../buildspecs/program/job/job';
import type { GitenvError } from '../../../lib/errors';
import { denying, refusing } from '../../local/denying';
import { Workbench } from '../program/workbench';

let bench: Workbench;
afterEach(() => bench.close());

async function refused(): Promise<GitenvError> {
  const error = await refusal();
  const client = cloudFormationOf(jobOf(bench.variables, () => undefined, bench.folder));
  expect(await client.askAll('ListChangeSets', { StackName: 'orders' }, 'Summaries')).toEqual([]);
  return error;
}

function refusal(): Promise<GitenvError> {
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
  return made.then(
    () => Promise.reject(new Error('it was made')),
    (reason: GitenvError) => reason,
  );
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

test.each(['ValidationError', 'AccessDenied'])(
  'a plan that is refused (%s) for the lack of a right to SSM says that references need it',
  async (name) => {
    const words =
      'User: arn:aws:sts::111111111111:assumed-role/shop-build/x is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111111111111:parameter/shop/size';
    const services = refusing('cloudformation', 'CreateChangeSet', name, words);
    bench = await Workbench.open(undefined, { services });
    const error = await refusal();
    expect(error.message).toContain(words);
    expect(error.message).toContain('{{resolve:ssm:…}}');
    expect(error.further).toMatch(/ssm:GetParameters .*gitenv init dev with --build-policy/);
  },
);
