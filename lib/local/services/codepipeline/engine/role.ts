import type { Caller } from '../../../base/caller';

/** Actions act as the pipeline's role, or their own, and that is whom other services then see. */
export function roleCaller(
  { account }: { readonly account: string },
  roleArn: string,
  session: string,
): Caller {
  const role = roleArn.split('/').at(-1) ?? roleArn;
  return {
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
    userId: `AROALOCALPIPELINE:${session}`,
    accessKeyId: '',
  };
}
