import { leastAwsCli } from '../../lib/setup/local/aws-cli';
import type { LocalServer } from '../../lib/setup/local/local';
import type { Colors } from '../terminal/output';

/** A server, and the version of an AWS CLI that would not ask it. */
type Up = LocalServer & { readonly started: boolean; readonly oldAwsCli: string | undefined };

export function renderLocalUp(server: Up, colors: Colors): string {
  const how = server.started ? 'Serving AWS' : 'Already serving AWS';
  const environments = server.profiles.map(({ profile }) => profile.replace(/^.*-/, ''));
  return [
    `${colors.green('✓')} ${how} at ${server.endpoint} (process ${server.pid}), state in ${server.root}`,
    ...noIamLines(server, colors),
    '',
    ...profileLines(server),
    '',
    ...oldAwsCliLines(server, colors),
    `next: gitenv init ${environments.join(' ')}`,
  ].join('\n');
}

export function renderLocalStatus(server: LocalServer, colors: Colors): string {
  if (server.state === 'running') {
    const since = server.startedAt?.replace('T', ' ').replace(/\..*$/, ' UTC');
    const first = `${colors.green('running')} at ${server.endpoint} since ${since} (process ${server.pid})`;
    const { root } = server;
    const lines = [first, `state in ${root}`, ...noIamLines(server, colors)];
    return [...lines, '', ...profileLines(server)].join('\n');
  }
  const why = server.state === 'stale' ? 'it ended without saying so; ' : '';
  return `${colors.yellow('not running')}: ${why}state in ${server.root}\nstart it: gitenv local up`;
}

function oldAwsCliLines({ oldAwsCli, endpoint }: Up, colors: Colors): string[] {
  if (oldAwsCli === undefined) return [];
  const needed = Object.entries(leastAwsCli).map(([major, minor]) => `${major}.${minor}`);
  return [
    colors.yellow(
      `Your AWS CLI ${oldAwsCli} does not know endpoint_url, and would ask AWS itself: use ${needed.join(' or ')}, or add --endpoint-url ${endpoint}.`,
    ),
    '',
  ];
}

function noIamLines({ noIam }: LocalServer, colors: Colors): string[] {
  if (!noIam) return [];
  return [
    colors.yellow(
      'No rights are enforced (--no-iam): what passes here may be refused by AWS. gitenv local down, then gitenv local up enforces them.',
    ),
  ];
}

function profileLines({ profiles }: LocalServer): string[] {
  const width = Math.max(...profiles.map(({ profile }) => profile.length));
  return profiles.map(({ profile, account }) => `  ${profile.padEnd(width)}  account ${account}`);
}
