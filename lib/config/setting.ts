import { fieldsOf, isFields, parseJson } from '../fields';

/** Where a value may be kept: a String parameter or a SecureString parameter of SSM, or a secret of Secrets Manager. */
export const settingKinds = ['parameter', 'secure-parameter', 'secret'] as const;

export type SettingKind = (typeof settingKinds)[number];

/** A name the application needs, whose value is kept in an environment's account and nowhere else. */
export interface Setting {
  readonly name: string;
  readonly kind: SettingKind;
  /** The parameter's name, or the secret's. */
  readonly reference: string;
}

/** Why a release cannot count on a value. */
export type Lack = 'missing' | 'unencrypted' | 'scheduled for deletion' | 'without a value';

/** What AWS says of a setting. The value is never asked for. */
export interface SettingState extends Setting {
  readonly lack: Lack | undefined;
  /** Undefined where there is nothing. */
  readonly arn: string | undefined;
  readonly changedAt: Date | undefined;
  /** Tells one value from the next: a parameter's number, or the id of a secret's current version. */
  readonly version: string | undefined;
  /** The ARN of who changed it last; AWS knows that of parameters alone. */
  readonly changedBy: string | undefined;
}

/** A name that every shell takes for a variable: at most 64 characters. */
export const settingPattern = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** What AWS takes for names of its own kind. A parameter's has at most 15 levels, and `aws` and `ssm` are AWS's own. */
const referencePatterns = {
  parameter: /^(?!\/?([aA][wW][sS]|[sS][sS][mM]))([\w.-]{1,900}|(?=.{1,900}$)(\/[\w.-]+){1,15})$/,
  secret: /^[\w/+=.@-]{1,512}$/,
} as const;

export function referencePattern(kind: SettingKind): RegExp {
  return kind === 'secret' ? referencePatterns.secret : referencePatterns.parameter;
}

/**
 * The settings that declarations of `gitenv.json` make, each later one changing or, with `false`, taking away what
 * the ones before it say.
 * @returns undefined where one is not as `gitenv.json` has it, or AWS would not take its name
 */
export function settingsOf(
  application: string,
  ...declarations: readonly unknown[]
): Setting[] | undefined {
  const all = new Map<string, unknown>();
  for (const declared of declarations) {
    if (declared === undefined) continue;
    if (typeof declared !== 'object' || declared === null || Array.isArray(declared))
      return undefined;
    for (const [name, it] of Object.entries(declared)) all.set(name, it);
  }
  const wanted = [...all].filter(([, declared]) => declared !== false);
  const settings = wanted.map(([name, declared]) => settingOf(application, name, declared));
  return settings.every((it) => it !== undefined) ? settings : undefined;
}

/**
 * The settings that the text of a `gitenv.json` declares for an environment, read without checking the rest of it.
 * @returns undefined where that is not as it should be
 */
export function settingsIn(
  text: string,
  application: string,
  environment: string,
): Setting[] | undefined {
  try {
    const { config, environments } = fieldsOf(parseJson(text));
    if (!isFields(environments)) return undefined;
    const own = Object.hasOwn(environments, environment) ? environments[environment] : undefined;
    return settingsOf(application, config, fieldsOf(own).config);
  } catch {
    return undefined;
  }
}

function settingOf(application: string, name: string, declared: unknown): Setting | undefined {
  const setting = isKind(declared)
    ? { name, kind: declared, reference: defaultReference(application, name, declared) }
    : placed(name, declared);
  if (!setting || !settingPattern.test(name)) return undefined;
  return referencePattern(setting.kind).test(setting.reference) ? setting : undefined;
}

/** Parameters are named by paths, so that a policy can allow all of one application's; secrets have no leading slash. */
function defaultReference(application: string, name: string, kind: SettingKind): string {
  return kind === 'secret' ? `${application}/${name}` : `/${application}/${name}`;
}

function placed(name: string, declared: unknown): Setting | undefined {
  if (typeof declared !== 'object' || declared === null) return undefined;
  const [entry, ...more] = Object.entries(declared);
  if (!entry || more.length > 0) return undefined;
  const [kind, reference] = entry;
  return isKind(kind) && typeof reference === 'string' ? { name, kind, reference } : undefined;
}

function isKind(value: unknown): value is SettingKind {
  return settingKinds.some((kind) => kind === value);
}
