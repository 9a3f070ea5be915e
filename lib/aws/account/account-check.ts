import { GitenvError } from '../../errors';
import type { LookPatience } from '../call/patience';
import {
  describeSource,
  disagreement,
  type IdentitySource,
  usesEnvironment,
} from '../profile/identity';

export interface AccountOptions extends IdentitySource {
  readonly region: string;
  /** The 12-digit account recorded for the environment; `verify` refuses any other. */
  readonly account?: string | undefined;
  /** How long an answer is waited for; as long as AWS may take unless it is said. */
  readonly lookPatience?: LookPatience | undefined;
}

/** @throws GitenvError WRONG_ACCOUNT naming both accounts and the profile */
export function checkAccount(expected: AccountOptions, actual: string): void {
  if (expected.account === undefined || expected.account === actual) return;
  const whose = expected.environment ? `'${expected.environment}'` : 'this environment';
  const areKeys = usesEnvironment(process.env);
  const profile = areKeys ? undefined : (expected.profile ?? process.env.AWS_PROFILE);
  const belong = areKeys ? 'belong' : 'belongs';
  throw new GitenvError(
    'WRONG_ACCOUNT',
    `${capitalised(describeSource(expected))} ${belong} to account ${actual}, but ${whose} is account ${expected.account}`,
    {
      changed: 'nothing',
      further: disagreement(expected),
      hint: `aws sts get-caller-identity${profile === undefined ? '' : ` --profile ${profile}`}`,
    },
  );
}

function capitalised(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
