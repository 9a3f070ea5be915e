import type { Service } from '../../base/service';
import { jsonProtocol } from '../../protocol/json';
import * as batches from './operations/batches';
import * as builds from './operations/builds';
import { StartPipelineBuild, WaitForBuild } from './operations/pipeline';
import * as projects from './operations/projects';
import * as reports from './operations/reports';
import { recover } from './recover';
import { projectType } from './resources';
import { rights } from './rights';
import { credentialsRoute } from './run/credentials-route';

export const codebuild: Service = {
  name: 'codebuild',
  protocol: jsonProtocol('CodeBuild_20161006'),
  rights,
  operations: {
    CreateProject: projects.CreateProject,
    UpdateProject: projects.UpdateProject,
    DeleteProject: projects.DeleteProject,
    BatchGetProjects: projects.BatchGetProjects,
    ListProjects: projects.ListProjects,
    StartBuild: builds.StartBuild,
    BatchGetBuilds: builds.BatchGetBuilds,
    StopBuild: builds.StopBuild,
    RetryBuild: builds.RetryBuild,
    BatchDeleteBuilds: builds.BatchDeleteBuilds,
    ListBuilds: builds.ListBuilds,
    ListBuildsForProject: builds.ListBuildsForProject,
    ...reports,
    ...batches,
  },
  internal: { StartPipelineBuild, WaitForBuild },
  resources: { 'AWS::CodeBuild::Project': projectType },
  routes: [credentialsRoute],
  recover,
};
