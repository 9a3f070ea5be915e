/**
 * What stands in the way of a request whoever makes it: a rule of the account or of its organisation, which no right that
 * gitenv's documents name would change.
 */
export interface Obstacle {
  /** One sentence without a full stop. */
  readonly what: string;
  /** Whom to ask for what. */
  readonly ask: string;
}

/**
 * The obstacle that AWS's own words tell of, if they do. AWS has one name for every denial, so that only its text says whose
 * policy it was: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 * @param words a failure's name and message, or what a service says of its failure
 */
export function obstacleIn(words: string): Obstacle | undefined {
  return deniedBy(words) ?? emptyQuota(words) ?? closedService(words);
}

/** The same as facts of an error. */
export function obstacleFacts(words: string): {
  readonly further?: string;
  readonly advice?: string;
  readonly hint?: undefined;
} {
  const obstacle = obstacleIn(words);
  return obstacle
    ? { further: `${obstacle.what}.`, advice: whomToAsk(obstacle), hint: undefined }
    : {};
}

/** A whole sentence: whom to ask for what, which no command does. */
export function whomToAsk({ ask }: Obstacle): string {
  return `${ask.charAt(0).toUpperCase()}${ask.slice(1)}.`;
}

const denial =
  /(?:with an explicit (?<denied>deny) in|because no) (?:an? )?(?<policy>service control policy|resource control policy|permissions boundary|session policy|resource-based policy|VPC endpoint policy)/i;

function deniedBy(words: string): Obstacle | undefined {
  const { denied, policy = '' } = denial.exec(words)?.groups ?? {};
  const action = /not authorized to perform: (?<action>[\w-]+:\w+)/.exec(words)?.groups?.action;
  const resource = /on resource: "?(?<arn>arn:[^\s"]+)/.exec(words)?.groups?.arn;
  const it = action ?? 'that';
  const denies = denied === undefined ? 'does not allow' : 'denies';
  return policies[policy.toLowerCase()]?.({ it, denies, resource: resource ?? 'the resource' });
}

interface Denied {
  /** The action. */
  readonly it: string;
  readonly denies: string;
  readonly resource: string;
}

const policies: Readonly<Record<string, (denied: Denied) => Obstacle>> = {
  'service control policy': ({ it, denies }) => ({
    what: `The organisation of this account ${denies} ${it} by a service control policy, whatever rights a user or role has in the account`,
    ask: `ask the administrators of the organisation to allow ${it} for this account`,
  }),
  'resource control policy': ({ it, denies, resource }) => ({
    what: `The organisation that ${resource} belongs to ${denies} ${it} by a resource control policy`,
    ask: `ask the administrators of that organisation to allow ${it}`,
  }),
  'permissions boundary': ({ it, denies }) => ({
    what: `The permissions boundary of this user or role ${denies} ${it}, so that a further right alone changes nothing`,
    ask: `ask whoever manages users and roles of this account to allow ${it} in the permissions boundary`,
  }),
  'session policy': ({ it, denies }) => ({
    what: `This session was begun with a policy of its own, which ${denies} ${it} whatever its role may do`,
    ask: `sign in without that session policy, or with one that allows ${it}`,
  }),
  'resource-based policy': ({ it, denies, resource }) => ({
    what: `The policy of ${resource} itself ${denies} ${it}`,
    ask: `ask the owner of ${resource} to allow ${it} in its policy`,
  }),
  'vpc endpoint policy': ({ it, denies }) => ({
    what: `The VPC endpoint that the request went through ${denies} ${it} by its policy`,
    ask: `ask the administrators of the network to allow ${it} in the endpoint's policy`,
  }),
};

/** New accounts of AWS may begin with none: https://github.com/aws-samples/aws-secure-environment-accelerator/issues/982 */
function emptyQuota(words: string): Obstacle | undefined {
  const most = /Cannot have more than (?<most>\d+) builds in queue/i.exec(words)?.groups?.most;
  if (most === undefined && !words.includes('AccountLimitExceededException')) return undefined;
  return {
    what:
      most === '0'
        ? 'AWS does not let this account run any builds yet, as it is with some new accounts'
        : 'This account has as many builds as AWS lets it run at once',
    ask: "ask AWS to raise CodeBuild's quotas for concurrently running builds in this region (Service Quotas, or AWS Support)",
  };
}

/** Since July 2024 CodeCommit takes no accounts that do not use it yet. */
function closedService(words: string): Obstacle | undefined {
  if (!words.includes('OperationNotAllowedException')) return undefined;
  return {
    what: 'AWS has not opened CodeCommit to this account: it makes no repository where neither the account nor its organisation has one',
    ask: 'ask AWS Support to open CodeCommit to this account, or use an account of an organisation that has a repository in CodeCommit',
  };
}

/** A right that a role lacks, and whoever manages its policies can give. */
export interface MissingRight {
  readonly action: string;
  /** An ARN, or a star. */
  readonly resource: string;
}

/** The right that AWS's words of a denial name; undefined where no right alone would change it. */
export function missingRightIn(words: string): MissingRight | undefined {
  if (obstacleIn(words) || /with an explicit deny/i.test(words)) return undefined;
  const found =
    /not authorized to perform: (?<action>[\w-]+:\w+)(?: on resource: "?(?<arn>arn:[^\s"\\]+|\*))?/.exec(
      words,
    )?.groups;
  return found?.action === undefined
    ? undefined
    : { action: found.action, resource: found.arn ?? '*' };
}
