/**
 * What deploys may change in an account: what the templates of the commit declare, nothing, or everything. Anything else is the
 * ARN of a managed policy.
 */
export const deployRightsWords = ['template', 'nothing', 'administrator'] as const;

/** A managed policy, of AWS's or of an account's own. */
export const managedPolicyPattern = /^arn:[a-z-]+:iam::(\d{12}|aws):policy\/\S+$/;
