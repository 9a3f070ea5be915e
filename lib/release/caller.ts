/** The part of an IAM or STS ARN that a person recognises: the user, or the session's name. */
export function nameOfCaller(arn: string): string {
  return arn.split('/').pop() ?? arn;
}
