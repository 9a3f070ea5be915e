import { asksOf, type RightsOf, rightsOf, textOf, textsOf } from '../../rights/asks';
import { passRole } from '../../rights/pass-role';
import { type Fields, fieldsOf } from '../../values/fields';

const service: RightsOf = {
  service: 'codebuild',
  names: {
    ProjectName: projectNames,
    ReportGroupName: (input) =>
      namesIn(input, /:report(?:-group)?\/([^:]+)/) ?? textOf(input, 'name'),
    ReportId: (input) => namesIn(input, /:report\/[^:]+:(.+)$/),
  },
  further: {
    CreateProject: ({ serviceRole }) => passRole(serviceRole, 'codebuild.amazonaws.com'),
    UpdateProject: ({ serviceRole }) => passRole(serviceRole, 'codebuild.amazonaws.com'),
    StartBuild: ({ serviceRoleOverride: role }) => passRole(role, 'codebuild.amazonaws.com'),
    StartBuildBatch: ({ serviceRoleOverride: role }) => passRole(role, 'codebuild.amazonaws.com'),
  },
  special: {
    // CodePipeline starts builds and looks at them with the rights of the pipeline's role
    // (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html).
    StartPipelineBuild: (input, context) =>
      // Commands of a pipeline run in builds that are of no project of the account.
      input.project === undefined ? asksOf(service, 'StartBuild', input, context) : [],
    WaitForBuild: ({ id }, context) => asksOf(service, 'BatchGetBuilds', { ids: [id] }, context),
  },
};

export const rights = rightsOf(service);

/** Builds have the name of their project in their id. */
function projectNames(input: Fields): readonly string[] | undefined {
  const named = textOf(input, 'projectName', 'name') ?? textOf(fieldsOf(input.project), 'name');
  const ids = [...(textsOf(input, 'ids') ?? []), ...[textOf(input, 'id') ?? []].flat()];
  const names = textsOf(input, 'names') ?? [];
  const all = [
    ...(named === undefined ? [] : [named]),
    ...names.map((name) => name.replace(/^arn:.*:project\//, '')),
    ...ids.map((id) => id.replace(/^arn:.*:build(?:-batch)?\//, '').replace(/:[^:]*$/, '')),
  ];
  return all.length > 0 ? [...new Set(all)] : undefined;
}

/** The names in the ARNs of reports and their groups. */
function namesIn(input: Fields, pattern: RegExp): readonly string[] | undefined {
  const arns = ['arn', 'reportArn', 'reportGroupArn', 'reportArns', 'reportGroupArns'].flatMap(
    (member) => textsOf(input, member) ?? textOf(input, member) ?? [],
  );
  const names = arns.flatMap((arn) => pattern.exec(arn)?.[1] ?? []);
  return names.length > 0 ? [...new Set(names)] : undefined;
}
