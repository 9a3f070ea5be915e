import { startMachine, type TestMachine, testAccount, testRegion } from '../machine';
import {
  create as createStack,
  events,
  outputs,
  template,
  update as updateStack,
} from './cloudformation/stacks';
import { Registry } from './ecr/registry';

let machine: TestMachine;
const images: Record<string, string> = {};
beforeAll(async () => {
  machine = await startMachine();
  const registry = new Registry(machine);
  await registry.call('CreateRepository', { repositoryName: 'courier' });
  for (const name of ['first', 'second'])
    images[name] = `${host}/courier@${(await registry.push('courier', name, name)).digest}`;
});
afterAll(() => machine.destroy());

const host = `${testAccount}.dkr.ecr.${testRegion}.amazonaws.com`;
const arnOf = (resource: string) => `arn:aws:ecs:${testRegion}:${testAccount}:${resource}`;
const executionRole = `arn:aws:iam::${testAccount}:role/pulls`;

interface Changes {
  readonly task?: object;
  readonly service?: object;
}

/** A service of this name on Fargate, whose tasks run this image. */
const serviceOf = (name: string, Image: string | undefined, { task, service }: Changes = {}) =>
  template(
    {
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: name } },
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Family: name,
          RequiresCompatibilities: ['FARGATE'],
          NetworkMode: 'awsvpc',
          Cpu: '256',
          Memory: '512',
          ExecutionRoleArn: executionRole,
          ContainerDefinitions: [{ Name: 'worker', Image }],
          ...task,
        },
      },
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: {
          ServiceName: name,
          Cluster: { Ref: 'Cluster' },
          LaunchType: 'FARGATE',
          TaskDefinition: { Ref: 'Task' },
          DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'] } },
          ...service,
        },
      },
    },
    {
      Outputs: {
        Cluster: { Value: { Ref: 'Cluster' } },
        ClusterArn: { Value: { 'Fn::GetAtt': 'Cluster.Arn' } },
        Task: { Value: { Ref: 'Task' } },
        Service: { Value: { Ref: 'Service' } },
        Name: { Value: { 'Fn::GetAtt': 'Service.Name' } },
      },
    },
  );

let made = 0;
/** Which resource of such a service fails, and why; nothing where all are made. */
async function refusal(image: string | undefined, changes?: Changes) {
  made += 1;
  const name = `refused-${made}`;
  const { StackStatus } = await createStack(machine, name, serviceOf(name, image, changes));
  const failed = (await events(machine, name)).find(
    ({ ResourceStatus, ResourceStatusReason }) =>
      ResourceStatus === 'CREATE_FAILED' && ResourceStatusReason !== 'Resource creation cancelled',
  );
  expect(StackStatus).toBe(failed ? 'ROLLBACK_COMPLETE' : 'CREATE_COMPLETE');
  return failed && `${failed.LogicalResourceId}: ${failed.ResourceStatusReason}`;
}

test('a cluster, a task definition and a service have AWS’s names', async () => {
  const stack = await createStack(machine, 'rides', serviceOf('rides', images.first));
  expect(outputs(stack)).toEqual({
    Cluster: 'rides',
    ClusterArn: arnOf('cluster/rides'),
    Task: arnOf('task-definition/rides:1'),
    Service: arnOf('service/rides/rides'),
    Name: 'rides',
  });
});

test('another image is another revision, which the same service goes on to', async () => {
  await createStack(machine, 'goes', serviceOf('goes', images.first));
  const second = await updateStack(machine, 'goes', serviceOf('goes', images.second));
  expect(outputs(second)).toMatchObject({
    Task: arnOf('task-definition/goes:2'),
    Service: arnOf('service/goes/goes'),
  });
  // No revision comes twice, not even the one that is gone.
  const back = await updateStack(machine, 'goes', serviceOf('goes', images.first));
  expect(outputs(back)).toMatchObject({ Task: arnOf('task-definition/goes:3') });
});

describe('a service whose image is not there', () => {
  const gone = `${host}/courier@sha256:${'0'.repeat(64)}`;

  test('ends by its circuit breaker, and not in its task definition', async () => {
    expect(await refusal(gone)).toMatch(
      `Service: Resource handler returned message: "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'. Task stopped: CannotPullContainerError: ${gone}: not found" (RequestToken: `,
    );
  });

  test('goes back to the tasks that it had', async () => {
    await createStack(machine, 'back', serviceOf('back', images.first));
    const stack = await updateStack(machine, 'back', serviceOf('back', gone));
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(outputs(stack)).toMatchObject({ Task: arnOf('task-definition/back:1') });
  });

  test('is told of at once where there is no circuit breaker', async () => {
    expect(await refusal(gone, { service: { DeploymentConfiguration: {} } })).toContain(
      'HandlerErrorCode: NotStabilized',
    );
  });

  test('is made where it shall run no task', async () => {
    expect(await refusal(gone, { service: { DesiredCount: 0 } })).toBeUndefined();
  });

  test('is one whose repository has no image "latest", which goes without saying', async () => {
    expect(await refusal(`${host}/courier`)).toContain('CannotPullContainerError');
  });

  test('is none whose image lies in another registry, where nobody looks', async () => {
    expect(await refusal('public.ecr.aws/nginx/nginx:1')).toBeUndefined();
  });
});

test.each<[string, string, Changes]>([
  ['Task', 'to have execution role ARN', { task: { ExecutionRoleArn: undefined } }],
  ['Task', "that 'cpu' be defined", { task: { Cpu: undefined } }],
  ['Task', 'network mode ‘awsvpc’', { task: { NetworkMode: 'bridge' } }],
  ['Task', 'Container list cannot be empty.', { task: { ContainerDefinitions: [] } }],
  ['Task', '#/NetworkMode: failed validation constraint', { task: { NetworkMode: 'none of' } }],
  [
    'Task',
    '#/ContainerDefinitions/0: required key [Image] not found',
    { task: { ContainerDefinitions: [{ Name: 'worker' }] } },
  ],
  ['Service', '#/LaunchType: failed validation', { service: { LaunchType: 'FARAWAY' } }],
  ['Service', 'launch_type FARGATE', { task: { RequiresCompatibilities: ['EC2'] } }],
  ['Service', 'Network Configuration must be', { service: { NetworkConfiguration: undefined } }],
  ['Service', 'Cluster not found.', { service: { Cluster: 'none' } }],
  ['Service', 'TaskDefinition not found.', { service: { TaskDefinition: 'none:1' } }],
  ['Service', 'CODE_DEPLOY', { service: { DeploymentController: { Type: 'CODE_DEPLOY' } } }],
])('the %s is refused for what is wrong with it: %s', async (resource, why, changes) => {
  const said = await refusal(images.first, changes);
  expect(said).toMatch(new RegExp(`^${resource}: `));
  expect(said).toContain(why);
});
