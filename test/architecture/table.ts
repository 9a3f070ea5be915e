/**
 * Who may import what. A file belongs to the row with the longest `room` that its path begins with. A row lists the
 * rooms it may import from beside itself (everything below them is meant), and the packages.
 */
export interface Row {
  readonly room: string;
  /** What ARCHITECTURE.md says of it; a row without words is a part of the row above it. */
  readonly is?: string;
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

const ground = ['lib/contract', 'lib/errors'];
const leaves = [...ground, 'lib/config'];
const lower = [...leaves, 'lib/release', 'lib/aws', 'lib/git', 'lib/bundle'];
const middle = [...lower, 'lib/target', 'lib/submodules'];
const looking = [...middle, 'lib/follow'];
const acting = [...looking, 'lib/inspect'];
const library = [...acting, 'lib/deploy', 'lib/remote-helper', 'lib/setup'];

/** From the top down, as ARCHITECTURE.md prints it. */
export const table: readonly Row[] = [
  {
    room: 'cli/',
    is: 'what a person types: `bin/` the two commands, `commands/` one file each, `render/` values to text, `terminal/`',
    rooms: [...library, 'package.json'],
    packages: ['commander', 'picocolors', 'cli-table3', 'node:*'],
  },
  { room: 'cli/commands/', rooms: [...library, 'cli'], packages: [] },
  {
    room: 'cli/render/',
    rooms: [...library, 'cli/terminal', 'cli/command'],
    packages: ['cli-table3', 'picocolors', 'node:util'],
  },
  {
    room: 'lib/setup/',
    is: 'init, doctor, destroy, the demo, the control of the local server',
    rooms: lower,
    packages: ['node:*'],
  },
  {
    room: 'lib/remote-helper/',
    is: "git's remote helper: the conversation with git, and the relay to `git remote-http`",
    rooms: [...acting, 'lib/deploy'],
    packages: ['node:*'],
  },
  {
    room: 'lib/deploy/',
    is: 'the one move: push, promote, rollback, redeploy, retry, approve, plan',
    rooms: acting,
    packages: ['node:*'],
  },
  {
    room: 'lib/inspect/',
    is: 'status, history, diff, drift, values',
    rooms: looking,
    packages: ['node:*'],
  },
  {
    room: 'lib/follow/',
    is: 'find the release of a commit, follow it, its logs',
    rooms: middle,
    packages: ['node:*'],
  },
  {
    room: 'lib/submodules/',
    is: 'what a commit needs of other repositories: tree, push, borrow, refusals, changes',
    rooms: [...lower, 'lib/target'],
    packages: ['node:*'],
  },
  {
    room: 'lib/target/',
    is: 'an environment whose account is open: its history, lock, reasons',
    rooms: lower,
    packages: ['node:*'],
  },
  {
    room: 'buildspecs/',
    is: 'what runs on a release: `program/`, and a folder a kit with its code, buildspecs and README',
    rooms: [...leaves, 'lib/bundle', 'lib/aws', 'lib/git'],
    packages: ['node:*', 'fast-xml-parser', 'yaml'],
  },
  {
    room: 'lib/bundle/',
    is: 'what a build of a commit produced, and what it would change: manifest, archive, plan',
    rooms: [...ground, 'lib/aws/objects'],
    packages: ['node:*', 'yazl', 'yauzl'],
  },
  {
    room: 'lib/git/',
    is: 'the only place that runs git',
    rooms: leaves,
    packages: ['node:*'],
  },
  {
    room: 'lib/aws/',
    is: 'the one door to AWS: `call/`, `account/`, `profile/`, and a room a service',
    rooms: [...leaves, 'lib/release', 'package.json'],
    packages: ['@aws-sdk/*', '@smithy/*', 'hpagent', 'node:*'],
  },
  {
    room: 'lib/release/',
    is: 'the rules: guards, following, history. Pure: no AWS, git, files or clock',
    rooms: leaves,
    packages: [],
  },
  {
    room: 'lib/config/',
    is: '`gitenv.json`: its shape, environments, the path, declared values',
    rooms: ground,
    packages: ['zod', 'node:*'],
  },
  {
    room: 'lib/contract.ts',
    is: 'the names that template, CLI and buildspecs agree on',
    rooms: [],
    packages: [],
  },
  { room: 'lib/errors.ts', is: 'every way to fail on purpose', rooms: [], packages: [] },
  {
    room: 'lib/local/',
    is: 'the AWS on this machine',
    rooms: [],
    packages: ['node:*', 'yaml', 'yazl', 'yauzl', 'fast-xml-parser', 'picomatch', 'isomorphic-git'],
  },
  {
    room: 'bootstrap/',
    is: "what is installed in accounts: the CDK app behind the two templates, an environment's and that of a bucket all pull from",
    rooms: ['lib/contract'],
    packages: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'cdk-nag', 'node:*'],
  },
];
