/** Who signed a request, or on whose behalf a service acts. */
export interface Caller {
  readonly account: string;
  /** IAM or STS ARN, as GetCallerIdentity reports it. */
  readonly arn: string;
  readonly userId: string;
  readonly accessKeyId: string;
}

/** AWS itself, acting inside an account. */
export function serviceCaller(account: string): Caller {
  return { account, arn: `arn:aws:iam::${account}:root`, userId: account, accessKeyId: '' };
}
