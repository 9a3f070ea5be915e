import type {
  BatchGetProjectsCommandInput,
  BatchGetProjectsOutput,
  CreateProjectCommandInput,
  CreateProjectOutput,
  DeleteProjectCommandInput,
  DeleteProjectOutput,
  ListProjectsCommandInput,
  ListProjectsOutput,
  Project,
  UpdateProjectCommandInput,
  UpdateProjectOutput,
} from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { alreadyExists, pageTokens } from '../model/errors';
import { checkProject, findProject, nameOf, projectArn } from '../model/project';
import { projectsOf, revive, store } from '../model/records';
import { checkNetworkRights } from '../run/network';

/** A project as it is described by who makes it. CloudFormation also says who sees its builds. */
type ProjectInput = CreateProjectCommandInput &
  Pick<Project, 'projectVisibility' | 'resourceAccessRole'>;

export function CreateProject(input: ProjectInput, context: Context): CreateProjectOutput {
  const name = input.name ?? '';
  if (projectsOf(context).get(name))
    throw alreadyExists(`Project already exists: ${projectArn(name, context)}`);
  return { project: replaceProject(input, context.now(), context) };
}

/** Stores the project as the input describes it, whatever was there before. @throws with what was there unchanged */
export function replaceProject(
  input: ProjectInput,
  created: Date | undefined,
  context: Context,
): Project {
  return save({ ...defaults, ...input, created, lastModified: context.now() }, context);
}

/** Changes what is given and keeps the rest. */
export function UpdateProject(
  input: UpdateProjectCommandInput,
  context: Context,
): UpdateProjectOutput {
  const known = findProject(input.name ?? '', context);
  const limit = input.concurrentBuildLimit;
  const updated = { ...known, ...input, lastModified: context.now() };
  // AWS takes -1 for "no limit any more".
  if (limit === -1) delete updated.concurrentBuildLimit;
  return { project: save(updated, context) };
}

/** Succeeds for a project that is not there, as AWS does; its builds stay. */
export function DeleteProject(
  { name }: DeleteProjectCommandInput,
  context: Context,
): DeleteProjectOutput {
  projectsOf(context).delete(nameOf(name ?? ''));
  return {};
}

export function BatchGetProjects(
  { names }: BatchGetProjectsCommandInput,
  context: Context,
): BatchGetProjectsOutput {
  const asked = names ?? [];
  const records = projectsOf(context);
  return {
    projects: asked.flatMap((name) => {
      const found = records.get(nameOf(name));
      return found ? [revive<Project>(found)] : [];
    }),
    projectsNotFound: asked.filter((name) => !records.get(nameOf(name))),
  };
}

export function ListProjects(
  input: ListProjectsCommandInput,
  context: Context,
): ListProjectsOutput {
  const names = projectsOf(context)
    .list()
    .map(({ name }) => name ?? '')
    .sort();
  if (input.sortOrder === 'DESCENDING') names.reverse();
  const { items, next } = pageOf(names, input.nextToken, 100, pageTokens);
  return { projects: items, nextToken: next };
}

const defaults = {
  timeoutInMinutes: 60,
  queuedTimeoutInMinutes: 480,
  cache: { type: 'NO_CACHE' },
} as const;

function save(input: Project & { badgeEnabled?: boolean | undefined }, context: Context): Project {
  const { badgeEnabled, ...project } = input;
  checkProject(project);
  checkNetworkRights(project, context);
  const name = project.name ?? '';
  const complete: Project = {
    ...project,
    arn: projectArn(name, context),
    badge: { badgeEnabled: badgeEnabled ?? project.badge?.badgeEnabled ?? false },
    encryptionKey:
      project.encryptionKey ?? `arn:aws:kms:${context.region}:${context.account}:alias/aws/s3`,
  };
  projectsOf(context).put(name, store(complete));
  return complete;
}
