import { type Account, openAccount } from '../../lib/aws/account/account';
import { createRepository } from '../../lib/aws/codecommit/repository';
import { planStack } from '../../lib/aws/stack/stack';
import { executePlan } from '../../lib/aws/stack/stack-events';
import { GitenvError } from '../../lib/errors';
import type { Service } from '../../lib/local/base/service';
import { ServiceError } from '../../lib/local/base/service-error';
import { services } from '../../lib/local/services';
import { refusing } from '../local/denying';
import { startMachine, type TestMachine, testAccount, testRegion } from '../local/machine';
import { useAwsFiles } from './aws-files';

const words =
  'CreateRepository request is not allowed because there is no existing repository in this AWS account or AWS Organization';
const type = 'AWS::CodeCommit::Repository';

let machine: TestMachine;
let files: ReturnType<typeof useAwsFiles>;
afterEach(async () => {
  files.restore();
  await machine.destroy();
});

async function open(options: Parameters<typeof startMachine>[0]): Promise<Account> {
  machine = await startMachine(options);
  const { accessKeyId, secretAccessKey } = machine.client().credentials;
  files = useAwsFiles(
    `[profile dev]\nendpoint_url = ${machine.endpoint}\n`,
    `[dev]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  const place = { profile: 'dev', region: testRegion, account: testAccount, environment: 'dev' };
  return openAccount(place);
}

/** CodeCommit's own resource type, which makes nothing any more, in the words of CloudFormation. */
function closed(service: Service): Service {
  const own = service.resources?.[type];
  if (!own) return service;
  const create = () => {
    const rest =
      '(Service: AWSCodeCommit; Status Code: 400; Error Code: OperationNotAllowedException)';
    throw new ServiceError('OperationNotAllowedException', `${words} ${rest}`);
  };
  return { ...service, resources: { ...service.resources, [type]: { ...own, create } } };
}

const why = {
  further: expect.stringContaining('AWS has not opened CodeCommit to this account'),
  advice: expect.stringContaining('Ask AWS Support to open CodeCommit to this account'),
};

test('a stack that fails for a repository, in an account that CodeCommit is closed to, says what to ask', async () => {
  const account = await open({ services: services.map(closed) });
  const template = JSON.stringify({
    Resources: { Repository: { Type: type, Properties: { RepositoryName: 'shop' } } },
  });
  const plan = await planStack(account, { name: 'shop', template, parameters: {} }, undefined);
  if (!plan) throw new Error('nothing was planned');
  const error = await executePlan(account, plan, () => undefined).catch((it: unknown) => it);
  expect(error).toBeInstanceOf(GitenvError);
  expect(error).toMatchObject({
    code: 'STACK_FAILED',
    message: expect.stringContaining(words),
    ...why,
  });
});

test('so does a repository that is asked for directly', async () => {
  const account = await open({
    services: refusing('codecommit', 'CreateRepository', 'OperationNotAllowedException', words),
  });
  await expect(createRepository(account, 'base', 'shop')).rejects.toMatchObject({
    code: 'AWS_REFUSED',
    ...why,
  });
});

test('a denial by a policy of the organisation says whom to ask, and not to look at one’s own rights', async () => {
  const denied =
    'User: arn:aws:iam::111111111111:user/robin is not authorized to perform: codecommit:CreateRepository on resource: arn:aws:codecommit:eu-west-1:111111111111:base with an explicit deny in a service control policy';
  const account = await open({
    services: refusing('codecommit', 'CreateRepository', 'AccessDeniedException', denied),
  });
  await expect(createRepository(account, 'base', 'shop')).rejects.toMatchObject({
    code: 'ACCESS_DENIED',
    message: expect.stringContaining(denied),
    further: expect.stringContaining('by a service control policy'),
    advice: expect.stringContaining(
      'Ask the administrators of the organisation to allow codecommit:CreateRepository for this account.',
    ),
    hint: undefined,
  });
});
