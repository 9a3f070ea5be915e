import net from 'node:net';
import { GitenvError } from '../../../errors';
import { isLoopback } from '../../profile/endpoint';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that a host is reached by, by the variables that curl, git and the AWS CLI obey: `HTTPS_PROXY`, `HTTP_PROXY`,
 * `ALL_PROXY` and `NO_PROXY`, in lower case first. This machine, and the addresses at which machines of AWS ask for
 * credentials, are never reached by one.
 * @throws GitenvError BAD_CONFIG where it is not one of HTTP
 */
export function proxyFor(url: URL, env: Env = process.env): URL | undefined {
  if (isLoopback(url.href) || url.hostname.startsWith('169.254.')) return undefined;
  const scheme = url.protocol.replace(':', '');
  const own = read(env, `${scheme}_proxy`);
  const value = own ?? read(env, 'all_proxy');
  if (!value || isExcepted(url, read(env, 'no_proxy') ?? '')) return undefined;
  const proxy = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy;
  // One of another kind for everything may be meant for other programs.
  if (own === undefined) return undefined;
  throw new GitenvError(
    'BAD_CONFIG',
    `gitenv cannot use the proxy that ${scheme.toUpperCase()}_PROXY names: it is no http:// or https:// address`,
    { advice: `It has to be of the form http://host:port.` },
  );
}

function read(env: Env, name: string): string | undefined {
  return env[name] ?? env[name.toUpperCase()];
}

function parse(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}

/** @param list names of hosts, which stand for what is below them as well, addresses and ranges of addresses; `*` is everything */
function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const usedPort = port || (protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      if (entry === '*') return true;
      if (entry.includes('/')) return isInRange(host, entry);
      const [, name = '', ofPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (ofPort !== undefined && ofPort !== usedPort) return false;
      return host === name || host.endsWith(`.${name}`);
    });
}

function isInRange(host: string, range: string): boolean {
  const [network = '', bits] = range.split('/');
  const [kind, of] = [net.isIP(host), net.isIP(network)];
  if (kind === 0 || kind !== of) return false;
  const family = kind === 6 ? 'ipv6' : 'ipv4';
  const prefix = Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > (kind === 6 ? 128 : 32)) return false;
  const ranges = new net.BlockList();
  ranges.addSubnet(network, prefix, family);
  return ranges.check(host, family);
}
