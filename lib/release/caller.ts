/** The part of an IAM or STS ARN that a person recognises: the user, or the session's name. */
export function nameOfCaller(arn: string): string {
  return arn.split('/').pop() ?? arn;
}

/**
 * Whether two ARNs are one person: the same, or the same name behind two roles. A person who takes on a second role
 * stays who they are.
 */
export function isSamePerson(one: string, other: string): boolean {
  return one === other || nameOfCaller(one) === nameOfCaller(other);
}
