/** Who signed a request, or on whose behalf a service acts. */
export interface Caller {
  readonly account: string;
  /** IAM or STS ARN, as GetCallerIdentity reports it. */
  readonly arn: string;
  readonly userId: string;
  readonly accessKeyId: string;
  /** Policies as JSON that a session was given when its role was assumed; it may nothing that they do not allow. */
  readonly sessionPolicies?: readonly string[];
  /** Services of AWS that ask on the caller's behalf, with his own rights, such as cloudformation.amazonaws.com. */
  readonly via?: readonly string[];
  /** A service of AWS that asks with no rights but those that a resource's policy gives to it. */
  readonly service?: ServicePrincipal;
}

export interface ServicePrincipal {
  /** Such as cloudfront.amazonaws.com. */
  readonly name: string;
  /** The resource on whose behalf it asks, as conditions on aws:SourceArn see it. */
  readonly sourceArn: string;
}

/** The same caller, for whom a service of AWS asks another one, such as ssm.amazonaws.com that asks KMS. */
export function through(caller: Caller, service: string): Caller {
  return { ...caller, via: [...(caller.via ?? []), service] };
}

/** AWS itself, acting inside an account. */
export function serviceCaller(account: string): Caller {
  return { account, arn: `arn:aws:iam::${account}:root`, userId: account, accessKeyId: '' };
}

/** A service of AWS that asks for one of an account's resources, such as CloudFront for a distribution. */
export function principalOf(service: ServicePrincipal, account: string): Caller {
  return { account, arn: service.name, userId: service.name, accessKeyId: '', service };
}
