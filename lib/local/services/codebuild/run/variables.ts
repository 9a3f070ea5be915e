import fs from 'node:fs';
import path from 'node:path';
import type { Buildspec } from '../buildspec/buildspec';
import type { Variable } from '../model/records';
import { credentialVariables } from './credentials-route';
import { PhaseFailure, type Run } from './run';
import { resolveSecrets } from './secrets';
import { makeTemporary } from './temporary';
import { toolFolder } from './tools';

/** All that a build's shell is started with. Nothing of the server's own environment passes but PATH and language. */
export async function buildEnvironment(
  run: Run,
  buildspec: Buildspec,
): Promise<Readonly<Record<string, string>>> {
  const { env } = buildspec;
  const layers = [
    ...typed(env.variables, 'PLAINTEXT'),
    ...typed(env.parameterStore, 'PARAMETER_STORE'),
    ...typed(env.secretsManager, 'SECRETS_MANAGER'),
    ...projectVariables(run),
    ...run.record.overrides,
  ];
  // The last one of a name wins, and only what wins is looked up.
  const winners = [...new Map(layers.map((variable) => [variable.name, variable])).values()];
  const reserved = winners.find(({ name }) => name.startsWith('CODEBUILD_'));
  if (reserved)
    throw new PhaseFailure(
      'CLIENT_ERROR',
      `Environment variable ${reserved.name}: names that start with CODEBUILD_ are reserved`,
    );
  return {
    ...machineVariables(run),
    ...(await resolveSecrets(run, winners)),
    ...codebuildVariables(run),
  };
}

function projectVariables({ record }: Run): readonly Variable[] {
  return (record.project.environment?.environmentVariables ?? []).map(
    ({ name = '', value = '', type }) => ({ name, value, type: type ?? 'PLAINTEXT' }),
  );
}

function typed(
  values: Readonly<Record<string, string>>,
  type: Variable['type'],
): readonly Variable[] {
  return Object.entries(values).map(([name, value]) => ({ name, value, type }));
}

/** One home for all builds of an account and region, so that what package managers keep there is found again. */
export function homeOf({ context }: Run): string {
  const home = path.join(context.directory, 'codebuild', 'home');
  fs.mkdirSync(home, { recursive: true });
  return home;
}

function machineVariables(run: Run): Readonly<Record<string, string>> {
  const { context } = run;
  return {
    PATH: `${process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'}:${toolFolder(run)}`,
    LANG: 'C.UTF-8',
    HOME: homeOf(run),
    TMPDIR: makeTemporary(run.folder),
    AWS_REGION: context.region,
    AWS_DEFAULT_REGION: context.region,
    AWS_ENDPOINT_URL: context.settings.appEndpoint ?? context.endpoint,
    ...(context.settings.appEndpoint !== undefined && ownServices(context.endpoint)),
    // The AWS configuration of whoever runs the server is none of the build's business.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...credentialVariables(run),
  };
}

/** What a build's own pipeline is made of stays here, whoever serves the application. */
function ownServices(endpoint: string): Readonly<Record<string, string>> {
  const services = ['CODECOMMIT', 'CODEPIPELINE', 'S3'];
  return Object.fromEntries(services.map((name) => [`AWS_ENDPOINT_URL_${name}`, endpoint]));
}

function codebuildVariables(run: Run): Readonly<Record<string, string>> {
  const { build, context } = run;
  const defined = {
    CODEBUILD_BUILD_ARN: build.arn,
    CODEBUILD_BUILD_ID: build.id,
    CODEBUILD_BUILD_IMAGE: build.environment?.image,
    CODEBUILD_BUILD_NUMBER: String(build.buildNumber ?? ''),
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_BUILD_URL: `${context.endpoint}/codebuild/builds/${encodeURIComponent(run.id)}`,
    CODEBUILD_CI: 'true',
    CODEBUILD_INITIATOR: build.initiator,
    CODEBUILD_KMS_KEY_ID: build.encryptionKey,
    CODEBUILD_LOG_PATH: build.logs?.streamName,
    CODEBUILD_PROJECT_ARN: `arn:aws:codebuild:${context.region}:${context.account}:project/${build.projectName}`,
    CODEBUILD_RESOLVED_SOURCE_VERSION: build.resolvedSourceVersion,
    CODEBUILD_SOURCE_REPO_URL: build.source?.location,
    CODEBUILD_SOURCE_VERSION: build.sourceVersion,
    CODEBUILD_SRC_DIR: run.source,
    CODEBUILD_START_TIME: String(build.startTime?.getTime() ?? ''),
    CODEBUILD_BATCH_BUILD_IDENTIFIER: run.record.batch?.identifier,
  };
  const secondary = [...run.secondarySources].map(
    ([name, folder]) => [`CODEBUILD_SRC_DIR_${name}`, folder] as const,
  );
  const known = Object.entries(defined).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries([...known, ...secondary]);
}
