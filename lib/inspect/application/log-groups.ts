import { configFile } from '../../contract';
import { GitenvError } from '../../errors';
import type { OpenEnvironment } from '../../target/open-environment';

/**
 * The log groups of an environment's application: those that `"logs"` names, or those of the stack that its kit deploys.
 * @throws GitenvError NO_LOGS if none is known
 */
export async function logGroupsOf({ account, environment }: OpenEnvironment): Promise<string[]> {
  const { name, logs } = environment;
  if (logs === undefined) throw noLogs(name, `${configFile} does not name it`);
  if ('groups' in logs) return [...logs.groups];
  const { madeResources } = await import('../../aws/stack/stack-resources');
  const { describeStack } = await import('../../aws/stack/stack');
  if (!(await describeStack(account, logs.stack)))
    throw noLogs(name, `there is no stack ${logs.stack}`);
  const groups = (await madeResources(account, logs.stack)).flatMap(({ type, physicalId }) => {
    if (type === 'AWS::Logs::LogGroup') return [physicalId];
    return type === 'AWS::Lambda::Function' ? [`/aws/lambda/${physicalId}`] : [];
  });
  if (groups.length > 0) return [...new Set(groups)];
  throw noLogs(name, `the stack ${logs.stack} has neither a log group nor a function of Lambda`);
}

function noLogs(environment: string, why: string): GitenvError {
  return new GitenvError(
    'NO_LOGS',
    `The log of the application in ${environment} is not known: ${why}`,
    { advice: `Name its log groups in ${configFile}: "logs": ["/aws/lambda/…"].` },
  );
}
