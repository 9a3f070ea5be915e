import { type Account, callAws } from './account';

/**
 * How far AWS's clock is ahead of this machine's, in ms, to about a second: from the Date header of an answer, half
 * way between asking and hearing.
 */
export async function clockOffset(account: Account): Promise<number> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  let offset = 0;
  await callAws(account, async () => {
    const client = await account.sts();
    const command = new GetCallerIdentityCommand({});
    command.middlewareStack.add(
      (next) => async (args) => {
        const asked = Date.now();
        const result = await next(args);
        const { headers } = result.response as { headers?: Record<string, string> };
        const theirs = Date.parse(headers?.date ?? '');
        if (!Number.isNaN(theirs)) offset = theirs - (asked + Date.now()) / 2;
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    await client.send(command);
  });
  // The header has whole seconds.
  return Math.abs(offset) < 1000 ? 0 : offset;
}
