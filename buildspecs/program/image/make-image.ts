import { createImageRepository, dockerLogin, findImage } from '../../../lib/aws/images/registry';
import { type BundledImage, notBuilt } from '../../../lib/bundle/manifest';
import { GitenvError } from '../../../lib/errors';
import type { Job } from '../job/job';
import { kitSettings } from '../job/settings';
import { docker } from './docker';
import { type ImageSettings, imageSettingsOf } from './image-settings';

/**
 * Makes the image of a commit and pushes it into the account's registry, tagged with the commit. Tags there are
 * immutable: where an earlier build has pushed already, and came to no end after that, its image is taken. A plan, which
 * leaves nothing behind, makes none, and a build that is part of no release pushes none.
 * @param env without what is the environment's, as any build of a commit
 */
export async function makeImage(job: Job, env: Job['env']): Promise<BundledImage> {
  const settings = imageSettingsOf(job, kitSettings(job));
  const { repository } = settings;
  const unmade = { repository, tag: job.commit, digest: notBuilt };
  if (job.purpose === 'build') {
    await buildImage(job, env, settings, job.commit);
    job.say('The image was built, and is not pushed: this build is part of no release.');
    return unmade;
  }
  const pushed = await findImage(job, repository, { imageTag: job.commit });
  if (pushed) {
    job.say(`An earlier build has pushed the image of this commit: it is taken.`);
    return { repository, tag: job.commit, digest: pushed.digest };
  }
  if (job.purpose !== 'release') return unmade;
  if (await createImageRepository(job, repository))
    job.say(`Created the image repository '${repository}', whose tags are immutable.`);
  const refusal = await push(job, env, settings);
  const image = await findImage(job, repository, { imageTag: job.commit });
  if (!image)
    throw (
      refusal ??
      new GitenvError(
        'AWS_REFUSED',
        `The registry has no image tagged ${job.commit} after the push`,
      )
    );
  job.say(
    refusal
      ? `Another build of this commit pushed its image first, which is taken: ${repository}@${image.digest}.`
      : `Pushed the image ${repository}@${image.digest}.`,
  );
  return { repository, tag: job.commit, digest: image.digest };
}

/** @returns why the registry was given no image: it refuses a second one under the tag, which docker ends with like with any failure */
async function push(
  job: Job,
  env: Job['env'],
  settings: ImageSettings,
): Promise<Error | undefined> {
  const { host, user, password } = await signIn(job);
  const tag = `${host}/${settings.repository}:${job.commit}`;
  const run = dockerIn(job, env);
  await buildImage(job, env, settings, tag);
  await run(['login', '--username', user, '--password-stdin', host], password);
  try {
    return await run(['push', tag]).then(
      () => undefined,
      (error: Error) => error,
    );
  } finally {
    await run(['logout', host]);
  }
}

function buildImage(
  job: Job,
  env: Job['env'],
  settings: ImageSettings,
  tag: string,
): Promise<unknown> {
  const options = buildOptions(job, settings);
  return dockerIn(job, env)(['build', '--tag', tag, ...options, settings.context]);
}

/** Lambda takes no list of manifests, which an attestation beside the image would make of it. */
function dockerIn(job: Job, env: Job['env']) {
  return (args: readonly string[], input?: string) =>
    docker({
      args,
      env: { ...env, BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
      cwd: job.root,
      ...(input !== undefined && { input }),
    });
}

function buildOptions({ commit }: Job, settings: ImageSettings): string[] {
  const { dockerfile, platform, buildArgs } = settings;
  const args = { ...buildArgs, GITENV_COMMIT: commit };
  return [
    ...['--file', dockerfile, '--platform', platform],
    ...['--label', `org.opencontainers.image.revision=${commit}`],
    ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
  ];
}

async function signIn(job: Job) {
  const login = await dockerLogin(job);
  if (login) return login;
  throw new GitenvError('AWS_REFUSED', 'The registry hands out no token to push with');
}
