import { pageAddress } from '../../aws/cloudfront/page-address';
import { isLoopback } from '../../aws/profile/endpoint';
import { consoleAddress, type Environment } from '../../config/environment';
import { configFile } from '../../contract';
import { GitenvError } from '../../errors';
import { type OpenEnvironment, openEnvironment } from '../../target/open-environment';
import { orWhyNot } from '../../target/why-not';

/**
 * Where the application of an environment answers.
 * @returns undefined if `gitenv.json` does not say it
 * @throws GitenvError NO_ADDRESS if the stack or its output is not there, or is no address; what asking for it may say
 */
export async function applicationAddress({
  account,
  environment: { name, address },
}: OpenEnvironment): Promise<string | undefined> {
  if (address === undefined) return undefined;
  const endpoint = account.endpoint('cloudfront');
  if ('url' in address) return pageAddress(address.url, endpoint) ?? address.url;
  const { stack, output } = address;
  const { describeStack } = await import('../../aws/stack/stack');
  const found = await describeStack(account, stack);
  const value = found?.outputs[output];
  const page = value && pageAddress(value, endpoint);
  if (page) return page;
  if (value !== undefined && URL.canParse(value) && /^https?:/.test(value)) return value;
  const why =
    found === undefined
      ? `there is no stack ${stack}`
      : value === undefined
        ? `the stack ${stack} has no output ${output}`
        : `the output ${output} of the stack ${stack} is no address: ${value}`;
  throw new GitenvError(
    'NO_ADDRESS',
    `The address of the application in ${name} is not known: ${why}`,
    {
      advice: `"url" in ${configFile} says where it is.`,
    },
  );
}

/**
 * What `gitenv open` shows.
 * @throws GitenvError NO_ADDRESS, NO_CREDENTIALS
 */
export async function addressToOpen(environment: Environment, isApp: boolean): Promise<string> {
  if (!isApp) return pipelinePage(environment);
  const { name } = environment;
  const address = await applicationAddress(await openEnvironment(environment));
  if (address !== undefined) return address;
  throw new GitenvError(
    'NO_ADDRESS',
    `${configFile} does not say where the application in ${name} answers`,
    {
      advice: `Add "url": "https://…" to ${name} there, or "url": { "output": "Url" } for an output of its stack.`,
    },
  );
}

/** The pipeline's page in the AWS console, which the AWS on this machine does not have. */
async function pipelinePage(environment: Environment): Promise<string> {
  // An address can be told without credentials.
  const open = await orWhyNot(openEnvironment(environment));
  const endpoint = open instanceof GitenvError ? undefined : open.account.endpoint('codepipeline');
  if (endpoint === undefined || !isLoopback(endpoint)) return consoleAddress(environment);
  const { name } = environment;
  throw new GitenvError('NO_ADDRESS', `${name} is on this machine, where there is no AWS console`, {
    advice: `gitenv console shows the same on a page. "url" in ${configFile} says where the application answers, and gitenv open ${name} --app opens that.`,
    hint: 'gitenv console',
  });
}
