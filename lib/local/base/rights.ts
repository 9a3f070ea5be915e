/** What a request tells conditions, by lower-case key; one that has no value is absent from the request. */
export type AskedKeys = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a request needs the right to: one action on one resource. */
export interface Ask {
  /** Such as `codepipeline:StartPipelineExecution`. */
  readonly action: string;
  /** An ARN; `*` where AWS looks at no resource in particular. */
  readonly resource: string;
  /** Condition keys beside those that every request has. */
  readonly keys?: AskedKeys;
  /** Tags that the request gives, each by its key, or the keys that it takes away with no value; undefined where they are not known. */
  readonly requestTags?: Readonly<Record<string, string | undefined>>;
  /** Tags that the resource has; undefined where they are not known. */
  readonly resourceTags?: Readonly<Record<string, string>>;
  /** What the resource has of its own to say, if it can have a policy. */
  readonly of?: ResourcePolicy;
}

/** The policy of a bucket, key, repository, secret, topic or, as to who may assume it, role. */
export interface ResourcePolicy {
  /** The account that the resource is in. */
  readonly account: string;
  /** Policy documents as JSON; none where nobody has given it one. */
  readonly documents: readonly string[];
  /** Nobody may anything that these documents do not say themselves, or leave to their account: keys and roles. */
  readonly decidesAlone?: boolean;
  /** Principals named by `*` are nobody: a bucket that blocks public access. */
  readonly isClosedToPublic?: boolean;
}

/** What kind of policy a decision comes from, in AWS's words. */
export type PolicyKind =
  | 'identity-based policy'
  | 'permissions boundary'
  | 'session policy'
  | 'resource-based policy';

export type Decision =
  | { readonly isAllowed: true }
  | {
      readonly isAllowed: false;
      readonly by: PolicyKind;
      /** True where a statement denies, and not merely none allows. */
      readonly isExplicit: boolean;
    };

/** The policies of a principal, each a document as JSON. */
export interface Grants {
  readonly identity: readonly string[];
  /** ARNs of attached policies of AWS's own whose text is not on this machine. */
  readonly unread?: readonly string[];
  /** Undefined where the principal has no boundary. */
  readonly boundary?: string | undefined;
  /** Tags of the principal, for `aws:PrincipalTag/…`. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A role as whoever assumes it has to know it. */
export interface AssumableRole {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  /** The trust policy as JSON. */
  readonly trust: string;
}

/** What only IAM knows. */
export interface Principals {
  /** @returns undefined where the principal is not there (any more) */
  grantsOf(arn: string): Grants | undefined;
  roleAt(arn: string): AssumableRole | undefined;
}
