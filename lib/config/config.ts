import * as z from 'zod';
import {
  applicationPattern,
  branchPattern,
  componentPattern,
  configFile,
  environmentPattern,
  reservedApplications,
} from '../contract';
import { type Facts, GitenvError } from '../errors';
import { parseJson } from '../fields';
import { shellWord } from '../shell-word';
import { type Environment, environmentIn } from './environment';
import {
  account,
  declared,
  declaredAddress,
  declaredLogs,
  declaredWords,
  environmentSchema,
  region,
  settingName,
} from './environment-schema';
import { nearestName } from './nearest';
import { pathFault } from './path';
import { scriptPattern, scriptWords } from './programs';
import { settingsOf } from './setting';

const assetsSchema = z.strictObject({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'this is no name of a bucket'),
  region: region.optional(),
  account,
  profile: z.string().min(1).optional(),
});

const kitSchema = z.union([z.string(), z.looseObject({ name: z.string() })]);

const script = z.string().regex(scriptPattern, scriptWords).optional();
const componentScripts = z.strictObject({ build: script, deploy: script });
const scriptsSchema = componentScripts.extend({ release: script });

/** Of the program that deploys run first: whether a release that goes back to an earlier commit runs it, too. */
const releaseSchema = z.strictObject({ onRollback: z.boolean().optional() });

/** What the kits make of it, they check themselves: that paths are there, and what depends on what. */
const componentSchema = z.strictObject({
  path: z.string().min(1),
  inputs: z.array(z.string().min(1)).optional(),
  dependsOn: z.array(z.string().min(1)).optional(),
  kit: kitSchema.optional(),
  scripts: componentScripts.optional(),
});

/** The shape of `gitenv.json`. `gitenv.schema.json` at the root of the package is made from it at build time. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  application: z
    .string()
    .regex(applicationPattern, 'lower-case letters, digits and dashes, 2 to 40')
    .refine(
      (name) => !reservedApplications.has(name),
      'gitenv keeps what it stores under this name itself; take another one',
    ),
  branch: z.string().regex(branchPattern, 'letters, digits and . _ / -, at most 256').optional(),
  path: z.array(z.string()).optional(),
  kit: kitSchema.optional(),
  scripts: scriptsSchema.optional(),
  release: releaseSchema.optional(),
  components: z
    .record(
      z.string().regex(componentPattern, 'lower-case letters, digits and dashes, at most 40'),
      componentSchema,
    )
    .optional(),
  /** Submodules that no build needs, by their paths. */
  submodules: z.record(z.string().min(1), z.literal(false)).optional(),
  /** Builds get pointers of Git LFS in place of its files, and need none of them. */
  lfs: z.literal('pointers').optional(),
  bundles: z.enum(['promote', 'rebuild', 'pull']).optional(),
  /** The first environment whose builds are trusted for what comes after it; the first of the path unless it is said. */
  builtIn: z.string().optional(),
  assets: assetsSchema.optional(),
  /** Where the application answers; what an environment says beats it. */
  url: declaredAddress.optional(),
  /** Log groups of the application; those of the kit's stack unless it is said. */
  logs: declaredLogs.optional(),
  config: z.record(settingName, z.union(declared, declaredWords)).optional(),
  environments: z.record(
    z.string().regex(environmentPattern, 'lower-case letters, digits and dashes, at most 20'),
    environmentSchema,
  ),
});

export type Config = z.infer<typeof configSchema>;
export type EnvironmentConfig = z.infer<typeof environmentSchema>;
/** What is decided for an environment, without where it is. */
export type EnvironmentSettings = Omit<EnvironmentConfig, 'region' | 'profile' | 'account'>;

/** What a record decides for an environment; nothing if it does not know it. */
export function settingsRecorded(
  config: Config | undefined,
  environment: string,
): EnvironmentSettings {
  const { region, profile, account, ...settings } = config?.environments[environment] ?? {};
  return settings;
}

/**
 * Reads the text of `gitenv.json`.
 * @param file how to name the file in messages
 * @throws GitenvError BAD_CONFIG naming the path inside the file and the reason
 */
export function parseConfig(text: string, file: string = configFile): Config {
  const result = configSchema.safeParse(configJson(text, file));
  if (!result.success) {
    const [issue] = result.error.issues;
    const where = issue?.path.length ? issue.path.join('.') : 'the top level';
    // Of a key that is wrong, the reason is within.
    const { message } = (issue?.code === 'invalid_key' && issue.issues[0]) || (issue ?? {});
    throw badConfig(file, `${where}: ${message}`);
  }
  const { path, environments } = result.data;
  const fault = path && pathFault(path, Object.keys(environments));
  if (fault !== undefined) throw badConfig(file, `path: ${fault}`);
  refuseOwnNames(result.data, file);
  if (result.data.bundles === 'pull' && !result.data.assets)
    throw badConfig(
      file,
      'bundles: "pull" needs "assets", the bucket to pull from; leave both away, and gitenv assets makes one and writes both',
    );
  const built = builtInFault(result.data);
  if (built !== undefined) throw badConfig(file, `builtIn: ${built}`);
  return result.data;
}

function builtInFault({ builtIn, bundles, path, environments }: Config): string | undefined {
  if (builtIn === undefined) return undefined;
  const order = path ?? Object.keys(environments);
  if (!order.includes(builtIn)) return `'${builtIn}' is no environment of the path`;
  if (bundles === 'pull' && builtIn !== order[0])
    return `where bundles are pulled, ${order[0]} builds them, as the first of the path`;
  return undefined;
}

/** The name of the kit; undefined where the buildspecs are the repository's own. */
export function kitNameOf({ kit }: Config): string | undefined {
  return typeof kit === 'string' ? kit : kit?.name;
}

/** All but the application's name has been checked: AWS keeps names that begin with `aws` and `ssm` for itself. */
function refuseOwnNames({ application, config, environments }: Config, file: string): void {
  const each = Object.values(environments).map((it) => settingsOf(application, config, it.config));
  if (settingsOf(application, config) && each.every((settings) => settings)) return;
  throw badConfig(
    file,
    `config: no parameter can be named after '${application}' in AWS; name each, { "parameter": "/its/name" }`,
  );
}

function badConfig(file: string, what: string): GitenvError {
  return new GitenvError('BAD_CONFIG', `${file}: ${what}`);
}

function configJson(text: string, file: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new GitenvError(
      'BAD_CONFIG',
      `${file} is not JSON: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
}

/** Names of the environments in the order that commits take: that of `"path"`, or else that of the file. */
export function pathOf({ path, environments }: Pick<Config, 'path' | 'environments'>): string[] {
  return path ?? Object.keys(environments);
}

/** The environments in the order of the path. */
export function environmentsOf(config: Config): Environment[] {
  return pathOf(config).map((name) => environmentOf(config, name));
}

/** Whoever mistypes a name wants none of that name installed: init is named only where there is nothing else to mean. */
function wayFrom(name: string, meant: string | undefined, known: readonly string[]): Facts {
  if (meant !== undefined) return { advice: `Did you mean ${meant}?` };
  return { hint: known.length > 0 ? 'gitenv status' : `gitenv init ${shellWord(name)}` };
}

/**
 * @throws GitenvError UNKNOWN_ENVIRONMENT saying which exist
 */
export function environmentOf(config: Config, name: string): Environment {
  const found = environmentIn(config, name);
  if (!found) {
    const known = Object.keys(config.environments);
    const meant = nearestName(name, known);
    const list = known.length > 0 ? `there are ${known.join(', ')}` : 'there is none yet';
    throw new GitenvError(
      'UNKNOWN_ENVIRONMENT',
      `No environment '${name}' in ${configFile}; ${list}`,
      wayFrom(name, meant, known),
    );
  }
  return found;
}
