import type {
  ActionDeclaration,
  PipelineDeclaration,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline';

export const commits = { a: 'a'.repeat(40), b: 'b'.repeat(40), c: 'c'.repeat(40) };

export function source(configuration: Record<string, string> = {}): StageDeclaration {
  return {
    name: 'Source',
    actions: [
      {
        name: 'Source',
        namespace: 'SourceVariables',
        actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' },
        configuration: {
          RepositoryName: 'app',
          BranchName: 'main',
          PollForSourceChanges: 'false',
          ...configuration,
        },
        outputArtifacts: [{ name: 'SourceOutput' }],
      },
    ],
  };
}

/** A CodeBuild action whose project is named after it, unless said otherwise. */
export function build(name: string, more: Partial<ActionDeclaration> = {}): ActionDeclaration {
  return {
    name,
    actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
    inputArtifacts: [{ name: 'SourceOutput' }],
    ...more,
    configuration: { ProjectName: name, ...more.configuration },
  };
}

export function approval(
  name = 'Approve',
  more: Partial<ActionDeclaration> = {},
): ActionDeclaration {
  return {
    name,
    actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
    ...more,
  };
}

export function stage(name: string, ...actions: ActionDeclaration[]): StageDeclaration {
  return { name, actions };
}

/** A V2 pipeline named `app` with a CodeCommit source and the given stages after it. */
export function declare(
  stages: StageDeclaration[],
  more: Partial<PipelineDeclaration> = {},
): PipelineDeclaration {
  return {
    name: 'app',
    pipelineType: 'V2',
    roleArn: 'arn:aws:iam::111111111111:role/pipeline',
    artifactStore: { type: 'S3', location: 'artifacts' },
    stages: [source(), ...stages],
    ...more,
  };
}
