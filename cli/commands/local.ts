import { GitenvError } from '../../lib/errors';
import { type Command, defineCommand } from '../command';
import type { Session } from '../session';

const root = {
  spelling: '--root <dir>',
  meaning: 'Where its state is kept (default ~/.local/share/gitenv/local)',
} as const;

async function rootOf({ env, directory }: Session, options: { root: string | undefined }) {
  const { localRoot } = await import('../../lib/setup/local/root');
  return localRoot(env, directory, options.root);
}

/** @throws GitenvError USAGE */
function urlOption(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (URL.canParse(value) && /^https?:/.test(value)) return value;
  throw new GitenvError('USAGE', `--app-endpoint takes an address, not '${value}'`, {
    hint: 'gitenv local up --app-endpoint http://127.0.0.1:4566',
  });
}

const up = defineCommand({
  name: 'up',
  summary: 'Start the server in the background and write its AWS profiles',
  description:
    'Started again it goes on with the state it had. The profiles gitenv-dev, gitenv-stg and gitenv-prd are written ' +
    'to the AWS config and credentials files, each to an account of its own; nothing else in the files is touched.',
  options: [
    root,
    { spelling: '--port <n>', meaning: 'Port on 127.0.0.1 (default 4599; 0 takes any free one)' },
    {
      spelling: '--prefix <name>',
      meaning: "What the profiles' names begin with (default gitenv)",
    },
    {
      spelling: '--strict',
      meaning: 'Fail a build that names a runtime this machine has not, instead of warning',
    },
    {
      spelling: '--no-iam',
      meaning: 'Enforce no rights: everybody may everything, as AWS will not let them',
    },
    {
      spelling: '--app-endpoint <url>',
      meaning: 'Where builds find AWS, for applications that need more than this server has',
    },
  ],
  examples: [
    { line: 'gitenv local up', meaning: 'then: gitenv init dev stg prd' },
    { line: 'aws --profile gitenv-dev sts get-caller-identity', meaning: 'from your own AWS CLI' },
    {
      line: 'gitenv local up --root /tmp/second --prefix second --port 0',
      meaning: 'another one beside the first',
    },
  ],
  run: async (session, { options }) => {
    const { localUp } = await import('../../lib/setup/local/local');
    const { renderLocalUp } = await import('../render/local');
    const { profileFiles } = await import('../../lib/setup/local/profiles');
    const { portOption } = await import('../number');
    session.whenInterrupted('The server may start nevertheless.', 'gitenv local status');
    const { tooOldAwsCli } = await import('../../lib/setup/local/aws-cli');
    // Python takes a while to start, and so does the server.
    const asked = tooOldAwsCli(session.env);
    const server = await localUp({
      root: await rootOf(session, options),
      port: portOption('--port', options.port),
      prefix: options.prefix,
      strict: options.strict,
      noIam: !options.iam,
      appEndpoint: urlOption(options.appEndpoint),
      files: profileFiles(session.env),
      serverFile: session.serverFile,
    });
    const oldAwsCli = await asked;
    const answer = { ...server, oldAwsCli };
    session.output.result(answer, () => renderLocalUp(answer, session.output.colors));
    return undefined;
  },
});

const status = defineCommand({
  name: 'status',
  summary: 'Say whether the server runs, where, and with which accounts',
  description: 'Exits with 3 where it does not run.',
  options: [root],
  examples: [{ line: 'gitenv local status --json', meaning: 'for a script' }],
  run: async (session, { options }) => {
    const { localStatus } = await import('../../lib/setup/local/local');
    const { renderLocalStatus } = await import('../render/local');
    const { ExitCode } = await import('../../lib/errors');
    const server = await localStatus(await rootOf(session, options));
    session.output.result(server, () => renderLocalStatus(server, session.output.colors));
    return server.state === 'running' ? ExitCode.ok : ExitCode.setup;
  },
});

const down = defineCommand({
  name: 'down',
  summary: 'Stop the server and keep its state and its profiles',
  options: [root],
  examples: [{ line: 'gitenv local down', meaning: 'gitenv local up goes on from here' }],
  run: async (session, { options }) => {
    const { localDown } = await import('../../lib/setup/local/local');
    const place = await rootOf(session, options);
    const stopped = await localDown(place);
    session.output.result({ root: place, stopped }, () =>
      stopped ? `Stopped; its state stays in ${place}.` : `No server of ${place} was running.`,
    );
    return undefined;
  },
});

const destroy = defineCommand({
  name: 'destroy',
  summary: 'Stop the server and remove its state and its profiles',
  options: [root],
  examples: [{ line: 'gitenv local destroy --yes', meaning: 'as if it had never been there' }],
  run: async (session, { options }) => {
    const { localDestroy } = await import('../../lib/setup/local/local');
    const { profileFiles } = await import('../../lib/setup/local/profiles');
    const { readRoot } = await import('../../lib/setup/local/root');
    const place = await rootOf(session, options);
    if (readRoot(place)) {
      const question = `Remove all repositories, releases and logs in ${place}?`;
      await session.confirm(question, session);
    }
    const removed = await localDestroy(place, profileFiles(session.env));
    session.output.result({ root: place, removed }, () =>
      removed ? `Removed ${place} and its profiles.` : `There was nothing in ${place}.`,
    );
    return undefined;
  },
});

export const localCommand: Command = {
  name: 'local',
  group: 'Set up',
  summary: 'Serve AWS on this machine: three accounts to try everything in',
  description:
    'A server on 127.0.0.1 answers as AWS does, and runs pipelines, builds and git for real. Only whoever holds the ' +
    'keys of its profiles can use it.',
  commands: [up, status, down, destroy],
};
