import fs from 'node:fs';
import { GitenvError, systemCode } from '../../../errors';
import { proxyFor } from './proxy';
import type { Agents } from './tunnel';

const straight: Agents = {};
const kept = new Map<string, Promise<Agents>>();

/**
 * How a host is reached: by a proxy or not, and with which certificates trusted. `AWS_CA_BUNDLE` goes before a
 * profile's own `ca_bundle`, and both take the place of Node's certificates, as for the AWS CLI.
 * @throws GitenvError NOT_READABLE; what `proxyFor` says
 */
export async function agentsFor(
  url: URL,
  caBundle: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Agents> {
  const proxy = proxyFor(url, env);
  const bundle = env.AWS_CA_BUNDLE || caBundle;
  const file = url.protocol === 'https:' ? bundle : undefined;
  if (!proxy && !file) return straight;
  const key = JSON.stringify([url.protocol, proxy?.href, file]);
  const agents = kept.get(key) ?? make(url, proxy, file);
  kept.set(key, agents);
  return agents;
}

async function make(url: URL, proxy: URL | undefined, file: string | undefined): Promise<Agents> {
  const options = { keepAlive: true, ...(file && { ca: readBundle(file) }) };
  if (proxy) return (await import('./tunnel')).tunnelTo(url, proxy, options);
  const { Agent } = await import('node:https');
  return { httpsAgent: new Agent(options) };
}

function readBundle(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    const code = systemCode(cause);
    throw new GitenvError(
      'NOT_READABLE',
      `The certificates in ${file} cannot be read (${code}), which AWS_CA_BUNDLE or the profile's ca_bundle names`,
      { cause },
    );
  }
}
