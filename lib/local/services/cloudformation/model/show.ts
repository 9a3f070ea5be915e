import type {
  Parameter,
  Stack,
  StackDriftInformation,
  StackEvent,
  StackResource,
  StackSummary,
} from '@aws-sdk/client-cloudformation';
import type { ResourceDrift } from './drift';
import type { EventRecord, ResourceRecord, Source, StackRecord } from './records';

/** How stored records look to callers. */
export function showParameters({ parameters }: Source): Parameter[] {
  return Object.entries(parameters).map(([ParameterKey, { given, resolved, noEcho }]) => ({
    ParameterKey,
    ParameterValue: noEcho ? '****' : given,
    ...(resolved !== undefined && { ResolvedValue: noEcho ? '****' : resolved }),
  }));
}

export function showStack(stack: StackRecord): Stack {
  const { source } = stack;
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: source.description,
    Parameters: showParameters(source),
    CreationTime: new Date(stack.createdAt),
    DeletionTime: date(stack.deletedAt),
    LastUpdatedTime: date(stack.updatedAt),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...source.notificationArns],
    TimeoutInMinutes: stack.timeoutInMinutes,
    Capabilities: source.capabilities.length > 0 ? [...source.capabilities] : undefined,
    Outputs: stack.outputs.map(({ name, value, description, exportName }) => ({
      OutputKey: name,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    RoleARN: source.roleArn,
    Tags: [...source.tags],
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: showStackDrift(stack),
  };
}

export function showSummary(stack: StackRecord): StackSummary {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.source.description,
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: date(stack.updatedAt),
    DeletionTime: date(stack.deletedAt),
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DriftInformation: showStackDrift(stack),
  };
}

export function showEvent(stack: StackRecord, event: EventRecord): StackEvent {
  return {
    StackId: stack.id,
    EventId: event.id,
    StackName: stack.name,
    OperationId: event.operationId,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.at),
    ResourceStatus: event.status as StackEvent['ResourceStatus'],
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties && JSON.stringify(event.properties),
    ClientRequestToken: event.token,
  };
}

function showStackDrift({ drift }: StackRecord): StackDriftInformation {
  return {
    StackDriftStatus: drift?.status ?? 'NOT_CHECKED',
    LastCheckTimestamp: date(drift?.checkedAt),
  };
}

export function showResource(
  stack: StackRecord,
  resource: ResourceRecord,
  drift: ResourceDrift | undefined,
): StackResource {
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.current?.physicalId,
    ResourceType: resource.type,
    Timestamp: new Date(resource.at),
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    DriftInformation: {
      StackResourceDriftStatus: drift?.status ?? 'NOT_CHECKED',
      LastCheckTimestamp: date(drift?.checkedAt),
    },
  };
}

function date(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
