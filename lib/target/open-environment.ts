import { type Account, lookedAt, openAccount } from '../aws/account/account';
import type { AwsCredentials } from '../aws/call/caller';
import { LookPatience } from '../aws/call/patience';
import { branchTip, describeRepository } from '../aws/codecommit/repository';
import type { Bucket } from '../aws/objects/bucket';
import { bucketOf } from '../aws/pipeline/bucket';
import type { Environment } from '../config/environment';
import { namesOf } from '../contract';
import { GitenvError } from '../errors';
import { usualPatienceMs } from './look-patience';

/** An environment whose account is open. What costs a request is asked at first use, and once. */
export interface OpenEnvironment {
  readonly environment: Environment;
  readonly account: Account;
  /** What the environment deploys; repository and pipeline are named after it. */
  readonly application: string;
  readonly repository: string;
  readonly pipeline: string;
  /**
   * The address of the repository. Whoever has it knows that the account is the recorded one.
   * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED
   */
  cloneUrl(): Promise<string>;
  /** The deploy branch's tip as it was first seen; undefined before the first push. */
  tip(): Promise<string | undefined>;
  /** Where its pipeline keeps artifacts and bundles. */
  bucket(): Promise<Bucket>;
}

/** What is known of an environment before it is opened. */
export interface KnownBefore {
  readonly credentials?: () => Promise<AwsCredentials>;
  readonly cloneUrl?: string;
}

/**
 * Opens an environment. Nothing is sent to AWS by that.
 * @throws GitenvError NO_CREDENTIALS
 */
export async function openEnvironment(
  environment: Environment,
  known: KnownBefore = {},
): Promise<OpenEnvironment> {
  const { name, profile, region } = environment;
  const options = { profile, region, account: environment.account, environment: name };
  return openWith(environment, await openAccount(options, known.credentials), known);
}

/**
 * The same environment for whoever only looks at it, and has more to show: an account that does not answer is given
 * up after so many ms. What was asked of the other is asked anew.
 */
export function lookedAtFor(open: OpenEnvironment, patienceMs = usualPatienceMs): OpenEnvironment {
  return openWith(open.environment, lookedAt(open.account, new LookPatience(patienceMs)));
}

function openWith(
  environment: Environment,
  account: Account,
  known: Pick<KnownBefore, 'cloneUrl'> = {},
): OpenEnvironment {
  const { application, branch } = environment;
  const { repository, pipeline } = namesOf(application);
  return {
    environment,
    account,
    application,
    repository,
    pipeline,
    cloneUrl: once(
      async () => known.cloneUrl ?? (await describeRepository(account, repository)).cloneUrl,
    ),
    tip: once(() => askTip(account, repository, branch)),
    bucket: once(() => bucketOf(account, pipeline)),
  };
}

/**
 * Opens an environment to look at it.
 * @param patienceMs how long an answer is waited for; five seconds unless it is said
 * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED, UNREACHABLE, and what credentials may say
 */
export async function openToLook(
  environment: Environment,
  patienceMs = usualPatienceMs,
): Promise<OpenEnvironment> {
  return recorded(lookedAtFor(await openEnvironment(environment), patienceMs));
}

/**
 * Opens an environment, and asks at once whose account it is and where the branch is.
 * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED, and what credentials and network may say
 */
export async function openRepository(environment: Environment): Promise<OpenEnvironment> {
  return recorded(await openEnvironment(environment));
}

/**
 * Asks at once whose account it is and where the branch is.
 * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED
 */
export async function recorded(open: OpenEnvironment): Promise<OpenEnvironment> {
  await Promise.all([open.cloneUrl(), open.tip()]);
  return open;
}

/**
 * Asks something of an environment while it is asked whose account it is. No answer counts before that one.
 * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED first of all
 */
export async function whileRecorded<T>(
  open: OpenEnvironment,
  ask: (open: OpenEnvironment) => Promise<T>,
): Promise<T> {
  const answer = ask(open);
  answer.catch(() => undefined);
  await recorded(open);
  return answer;
}

/**
 * Opens an environment whose account is the recorded one.
 * @throws GitenvError WRONG_ACCOUNT
 */
export async function openVerified(environment: Environment): Promise<OpenEnvironment> {
  const open = await openEnvironment(environment);
  await open.account.verify();
  return open;
}

/** An environment that is opened only if it is needed, and then once. */
export interface ClosedEnvironment {
  readonly name: string;
  /** @throws GitenvError what `openEnvironment` says */
  open(): Promise<OpenEnvironment>;
}

/** @param completed what is known of the environment only once it is asked for */
export function closedEnvironment(
  environment: Environment,
  completed: (environment: Environment) => Promise<Environment> = async (it) => it,
): ClosedEnvironment {
  return {
    name: environment.name,
    open: once(async () => openEnvironment(await completed(environment))),
  };
}

/** What is around an environment on the path. */
export interface Around {
  /** The one before it. */
  readonly upstream: ClosedEnvironment | undefined;
  /** Those after it, in the order of the path. */
  readonly later?: readonly ClosedEnvironment[] | undefined;
}

export function closedAround({
  upstream,
  later = [],
}: {
  readonly upstream: Environment | undefined;
  readonly later?: readonly Environment[];
}): Around {
  return {
    upstream: upstream && closedEnvironment(upstream),
    later: later.map((it) => closedEnvironment(it)),
  };
}

/**
 * Opens an environment of which nothing has been asked yet, and makes sure whose account it is.
 * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED
 */
export async function openChecked(closed: ClosedEnvironment): Promise<OpenEnvironment> {
  const open = await closed.open();
  await open.cloneUrl();
  return open;
}

async function askTip(
  account: Account,
  repository: string,
  branch: string,
): Promise<string | undefined> {
  try {
    return await branchTip(account, repository, branch);
  } catch (error) {
    // In another account than the recorded one, that is what to say, and not that it lacks something.
    if (error instanceof GitenvError && error.code === 'NOT_INSTALLED') await account.verify();
    throw error;
  }
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
