/** Which credentials are meant, and how to speak of them in a message. */
export interface IdentitySource {
  readonly profile: string | undefined;
  /** The environment of gitenv they serve, for messages. */
  readonly environment?: string | undefined;
}

/** Where the credentials come from, in words that fit after "with". */
export function describeSource(
  { profile }: IdentitySource,
  env: NodeJS.ProcessEnv = process.env,
): string {
  if (usesEnvironment(env)) return 'the keys in AWS_ACCESS_KEY_ID';
  if (profile !== undefined) return `profile '${profile}'`;
  if (hasKeys(env)) return 'the keys in AWS_ACCESS_KEY_ID';
  if (env.AWS_PROFILE) return `profile '${env.AWS_PROFILE}' (from AWS_PROFILE)`;
  return 'the default profile';
}

/**
 * A sentence for messages about credentials when the shell holds others than those that were used, because that
 * is then the likely cause; empty otherwise.
 */
export function disagreement(
  { profile }: IdentitySource,
  env: NodeJS.ProcessEnv = process.env,
): string {
  if (profile === undefined || usesEnvironment(env)) return '';
  const others = [
    ...(env.AWS_PROFILE && env.AWS_PROFILE !== profile ? [`AWS_PROFILE=${env.AWS_PROFILE}`] : []),
    ...(hasKeys(env) ? ['AWS_ACCESS_KEY_ID'] : []),
  ];
  if (others.length === 0) return '';
  return `${others.join(' and ')} in the environment ${others.length > 1 ? 'were' : 'was'} not used: the profile named here goes first.`;
}

export function hasKeys(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY);
}

/** Whether the keys in the environment stand in for every recorded profile: `GITENV_CREDENTIALS=environment`. */
export function usesEnvironment(env: NodeJS.ProcessEnv): boolean {
  return env.GITENV_CREDENTIALS === 'environment';
}
