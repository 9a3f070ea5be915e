import { isDeepStrictEqual } from 'node:util';
import type { Account } from '../account/account';
import { call } from '../call/call';
import { DescribeStackResources, GetTemplate } from './operations';

/** One resource that a stack has. */
export interface MadeResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

/** The same, and what becomes of it when the stack is deleted. */
export interface StackResource extends MadeResource {
  /** True where the template keeps it in the account. */
  readonly stays: boolean;
}

interface TemplateResources {
  readonly Resources?: Readonly<Record<string, { readonly DeletionPolicy?: string }>>;
}

/** The stack's resources, with the deletion policy of the template it was last deployed with, which has to be JSON, as gitenv's own is. */
export async function stackResources(account: Account, stack: string): Promise<StackResource[]> {
  const [found, { TemplateBody = '{}' }] = await Promise.all([
    madeResources(account, stack),
    call(account, GetTemplate, { StackName: stack, TemplateStage: 'Processed' }),
  ]);
  const { Resources = {} } = JSON.parse(TemplateBody) as TemplateResources;
  return found.map((it) => ({
    ...it,
    stays: (Resources[it.logicalId]?.DeletionPolicy ?? 'Delete').startsWith('Retain'),
  }));
}

/** What a stack has, of whichever template: up to 100 resources, as many as CloudFormation describes at once. */
export async function madeResources(account: Account, stack: string): Promise<MadeResource[]> {
  const { StackResources = [] } = await call(account, DescribeStackResources, { StackName: stack });
  return StackResources.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE').map(
    ({ LogicalResourceId = '', PhysicalResourceId = '', ResourceType = '' }) => ({
      logicalId: LogicalResourceId,
      physicalId: PhysicalResourceId,
      type: ResourceType,
    }),
  );
}

/** Whether a stack was deployed with exactly this template. White space and the order of keys do not count. */
export async function isLatestTemplate(
  account: Account,
  stack: string,
  template: string,
): Promise<boolean> {
  const input = { StackName: stack, TemplateStage: 'Original' as const };
  const { TemplateBody = '{}' } = await call(account, GetTemplate, input);
  return isDeepStrictEqual(JSON.parse(TemplateBody), JSON.parse(template));
}
