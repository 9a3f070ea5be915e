import * as z from 'zod';
import {
  approvalByPlan,
  assetsVariables,
  buildVariables,
  cacheKinds,
  componentVariable,
  onlyBuildVariable,
  purposeVariable,
} from '../contract';
import { githubTrustPattern } from '../github-trust';
import { deployRightsWords, managedPolicyPattern, regionPattern } from './environment';
import { referencePattern, type SettingKind, settingKinds, settingPattern } from './setting';

export const settingName = z
  .string()
  .regex(settingPattern, 'a name is letters, digits and _, begins with a letter, at most 64');

function reference<K extends SettingKind>(kind: K) {
  const what = kind === 'secret' ? 'no name of a secret' : 'no name of a parameter';
  return z.strictObject({
    [kind]: z.string().regex(referencePattern(kind), `this is ${what} in AWS`),
  } as Record<K, z.ZodString>);
}

export const declared = [
  z.enum(settingKinds),
  reference('parameter'),
  reference('secure-parameter'),
  reference('secret'),
] as const;

export const declaredWords =
  'what is declared is "parameter", "secure-parameter" or "secret", or { "parameter": "/its/name" }';

export const account = z.string().regex(/^\d{12}$/, 'an account is 12 digits');
export const region = z.string().regex(regionPattern, 'a region looks like eu-west-1');

const ownVariables: readonly string[] = [
  ...Object.values(buildVariables),
  ...Object.values(assetsVariables),
  componentVariable,
  onlyBuildVariable,
  purposeVariable,
];

function isTaken(name: string): boolean {
  return name.startsWith('CODEBUILD_') || ownVariables.includes(name);
}

const variableName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
    'a variable is letters, digits and _, and begins with no digit',
  )
  .refine((name) => !isTaken(name), 'CodeBuild or gitenv sets a variable of this name itself');

const variable = z.union(
  [
    z.string(),
    reference('parameter'),
    z.strictObject({ secret: z.string().regex(/^[\w/+=.@-]+(:[^:,]*){0,3}$/) }),
  ],
  'a variable is a text, { "parameter": "/its/name" } or { "secret": "its/name" }, or "its/name:key" for one key of it',
);

const variables = z.record(variableName, variable);

const idOf = (prefix: string) =>
  z
    .string()
    .regex(
      new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`),
      `an id looks like ${prefix}-0a1b2c3d4e5f60718`,
    );

const networkSchema = z.strictObject({
  vpc: idOf('vpc').optional(),
  subnets: z.array(idOf('subnet')).min(1).max(16),
  securityGroups: z.array(idOf('sg')).min(1).max(5),
});

/** One value for builds and deploys alike, or one for either. */
function byStage<T extends z.ZodType>(value: T) {
  const either = z.strictObject({ build: value.optional(), deploy: value.optional() });
  return z.union([value, either]);
}

const stackName = z
  .string()
  .regex(
    /^[A-Za-z]([A-Za-z0-9-]|\{environment\}){0,127}$/,
    'a stack is letters, digits and dashes, or {environment}',
  );

const addressWords =
  'a url is "https://…", or { "output": "<name>" } of a stack, which "stack" names if it is not the application\'s';

/** Where the application answers. */
export const declaredAddress = z.union(
  [
    z.string().regex(/^https?:\/\/[^\s/]\S*$/, addressWords),
    z.strictObject({
      output: z.string().regex(/^[A-Za-z0-9]{1,255}$/, 'an output is letters and digits'),
      stack: stackName.optional(),
    }),
  ],
  addressWords,
);

const logGroup = z
  .string()
  .regex(/^([\w./#-]|\{environment\}){1,512}$/, 'a log group is letters, digits and _ - / . #');

/** Log groups of the application. */
export const declaredLogs = z.union(
  [logGroup, z.array(logGroup).min(1).max(20)],
  'logs are the name of a log group, or a list of up to 20',
);

const span = z.string().regex(/^\d{1,4}[mhd]$/, 'a length of time looks like 15m, 4h or 2d');

/** An environment in `gitenv.json`. */
export const environmentSchema = z.strictObject({
  account: account.optional(),
  region,
  profile: z.string().min(1).optional(),
  approval: z.union([z.boolean(), z.enum(approvalByPlan)]).optional(),
  separateApprover: z.boolean().optional(),
  approveRollbacks: z.boolean().optional(),
  freeze: z
    .union([
      z.literal(false),
      z.strictObject({ except: z.string().min(1), timeZone: z.string().min(1).optional() }),
    ])
    .optional(),
  driftSchedule: z
    .string()
    .regex(/^(rate|cron)\([A-Za-z0-9 *?,/#-]+\)$/, 'a schedule looks like rate(1 day)')
    .or(z.literal(false))
    .optional(),
  fresh: span.optional(),
  soak: span.optional(),
  guarded: z
    .union([z.boolean(), z.literal('warn')], '"guarded" is true, "warn" or false')
    .optional(),
  executionMode: z.enum(['SUPERSEDED', 'QUEUED']).optional(),
  buildPolicies: z.array(z.string().startsWith('arn:')).optional(),
  deployPolicies: z.array(z.string().startsWith('arn:')).optional(),
  deployRights: z
    .union(
      [z.enum(deployRightsWords), z.string().regex(managedPolicyPattern)],
      `${deployRightsWords.join(', ')}, or the ARN of a managed policy`,
    )
    .optional(),
  verify: z.boolean().optional(),
  verifyPolicies: z.array(z.string().startsWith('arn:')).optional(),
  verifyTimeoutMinutes: z.int().min(5).max(480).optional(),
  permissionsBoundary: z.string().startsWith('arn:').optional(),
  url: declaredAddress.or(z.literal(false)).optional(),
  logs: declaredLogs.optional(),
  trustGithub: z
    .string()
    .regex(githubTrustPattern, 'a repository looks like owner/name or owner/name:branch')
    .or(z.literal(false))
    .optional(),
  createGithubProvider: z.boolean().optional(),
  buildImage: z.string().optional(),
  computeType: byStage(z.string()).optional(),
  timeoutMinutes: byStage(z.int().min(5).max(480)).optional(),
  variables: z
    .strictObject({ build: variables.optional(), deploy: variables.optional() })
    .optional(),
  network: networkSchema.or(z.literal(false)).optional(),
  cache: z
    .union([z.literal(false), z.enum(cacheKinds)], 'a cache is "local", "bucket" or false')
    .optional(),
  privileged: z.boolean().optional(),
  logRetentionDays: z.int().positive().optional(),
  artifactRetentionDays: z.int().positive().optional(),
  config: z
    .record(
      settingName,
      z.union(
        [...declared, z.literal(false)],
        `${declaredWords}; or false, where it is not needed`,
      ),
    )
    .optional(),
});
