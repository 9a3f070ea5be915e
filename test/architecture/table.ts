/**
 * Who may import what. A file belongs to the row with the longest `room` that its path begins with; `*` stands for any
 * one folder. A row lists what its files may import beside each other, and the packages.
 */
export interface Row {
  readonly room: string;
  /** What ARCHITECTURE.md says of it. */
  readonly is: string;
  /** Layers, rooms and files; everything below a room is meant. */
  readonly rooms: readonly string[];
  /** What is below those all the same, and may not be imported. */
  readonly except?: readonly string[];
  readonly packages: readonly string[];
}

/** Rooms that are often imported together, from the ground up. A row may name a layer among its rooms. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  ground: [
    'lib/contract.ts',
    'lib/action-names.ts',
    'lib/object-keys.ts',
    'lib/guard-names.ts',
    'lib/exit-statuses.ts',
    'lib/github-trust.ts',
    'lib/own-arns.ts',
    'lib/errors.ts',
    'lib/fields.ts',
    'lib/obstacle.ts',
    'lib/link-target.ts',
    'lib/shell-word.ts',
  ],
  leaves: ['ground', 'lib/config'],
  lower: ['leaves', 'lib/release', 'lib/guard', 'lib/aws', 'lib/git', 'lib/bundle'],
  middle: ['lower', 'lib/target', 'lib/submodules', 'lib/look'],
  looking: ['middle', 'lib/follow'],
  acting: ['looking', 'lib/inspect'],
  library: [
    'acting',
    'lib/deploy',
    'lib/measures',
    'lib/prune',
    'lib/remote-helper',
    'lib/report',
    'lib/setup',
    'lib/audit',
    'lib/guard',
    'lib/records',
  ],
};

/** Rooms and layers as rooms alone. */
export function roomsIn(names: readonly string[]): string[] {
  return names.flatMap((name) => (layers[name] ? roomsIn(layers[name]) : [name]));
}

const cdk = ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'cdk-nag'];
const sdk = ['@aws-sdk/*', '@smithy/*', 'node:*'];

/** From the top down, as ARCHITECTURE.md prints it. */
export const table: readonly Row[] = [
  {
    room: 'cli/bin/',
    is: 'the two commands: what starts, the list of commands, the session of a process',
    rooms: ['library', 'cli', 'package.json'],
    packages: ['commander', 'node:*'],
  },
  {
    room: 'cli/commands/',
    is: 'a file a command: its help page, and what it hands to the library and to `render/`',
    rooms: ['library', 'cli'],
    except: ['cli/bin', 'cli/terminal'],
    packages: [],
  },
  {
    room: 'cli/console/',
    is: 'the page: what it is given, the file it is written to, and the server that shows it as things happen',
    rooms: ['library', 'cli/render', 'cli/console/page'],
    packages: ['picocolors', 'node:*'],
  },
  {
    room: 'cli/console/page/',
    is: 'what a browser runs, and nothing else',
    rooms: ['lib/measures', 'lib/release'],
    packages: ['preact', 'preact/hooks', 'preact-render-to-string', 'd3-scale'],
  },
  {
    room: 'cli/render/',
    is: 'values to text',
    rooms: ['library', 'cli'],
    except: ['cli/bin', 'cli/commands'],
    packages: ['cli-table3', 'picocolors', 'node:util'],
  },
  {
    room: 'cli/',
    is: 'what commands have in common: how one is declared, completed and overridden, the session it is given',
    rooms: ['leaves', 'lib/release', 'lib/git', 'lib/setup', 'cli/terminal'],
    packages: ['node:*'],
  },
  {
    room: 'cli/terminal/',
    is: 'what is written to a terminal, and read from it',
    rooms: ['ground'],
    packages: ['picocolors', 'node:*'],
  },
  {
    room: 'lib/setup/',
    is: 'the demo, the control of the local server',
    rooms: ['lower'],
    packages: ['node:*'],
  },
  {
    room: 'lib/setup/recognise/',
    is: 'what a repository is, by its files, and what builds and tests it',
    rooms: ['lower'],
    packages: ['node:*'],
  },
  {
    room: 'lib/setup/content/',
    is: 'what `gitenv init` writes to a work tree for the first release, and the commands from there to it',
    rooms: ['lower', 'lib/setup/recognise', 'lib/setup/kits'],
    packages: ['node:*'],
  },
  {
    room: 'lib/setup/kits/',
    is: 'the kits of `gitenv init`, and what a buildspec says of builds',
    rooms: ['lower', 'lib/look', 'lib/setup/recognise'],
    packages: ['node:*', 'yaml'],
  },
  {
    room: 'lib/setup/projects/',
    is: 'what an environment says of the projects of its builds and deploys',
    rooms: ['lower'],
    packages: ['node:*'],
  },
  {
    room: 'lib/setup/policy/',
    is: 'what a deploy may change in an account: the policy that is made from what the commit declares',
    rooms: ['lower', 'lib/setup/kits'],
    packages: ['node:*', 'yaml'],
  },
  {
    room: 'lib/setup/apart/',
    is: 'applications of one account whose names begin alike, and what keeps their stacks apart',
    rooms: ['lower'],
    packages: ['node:*'],
  },
  {
    room: 'lib/setup/protection/',
    is: 'whether deploys of an environment run in the pushed commit, and what needs the older way still',
    rooms: ['lower', 'lib/look'],
    packages: ['node:*'],
  },
  {
    room: 'lib/setup/init/',
    is: 'install environments, and the bucket they share',
    rooms: [
      'lower',
      'lib/look',
      'lib/setup/apart',
      'lib/setup/content',
      'lib/setup/kits',
      'lib/setup/policy',
      'lib/setup/projects',
      'lib/setup/protection',
      'lib/setup/recognise',
    ],
    packages: ['node:*'],
  },
  {
    room: 'lib/setup/doctor/',
    is: 'examine what a release depends on',
    rooms: [
      'lower',
      'lib/guard',
      'lib/records',
      'lib/target',
      'lib/look',
      'lib/setup/apart',
      'lib/setup/init',
      'lib/setup/kits',
      'lib/setup/policy',
      'lib/setup/projects',
      'lib/setup/protection',
    ],
    packages: ['node:*'],
  },
  {
    room: 'lib/setup/destroy/',
    is: 'remove an environment',
    rooms: ['lower', 'lib/target', 'lib/setup/init', 'lib/setup/policy'],
    packages: ['node:*'],
  },
  {
    room: 'lib/remote-helper/',
    is: "git's remote helper: the conversation with git, and the relay to `git remote-http`",
    rooms: ['acting', 'lib/deploy'],
    packages: ['node:*'],
  },
  {
    room: 'lib/deploy/',
    is: 'the one move: push, promote, rollback, redeploy, retry, approve, plan',
    rooms: ['acting'],
    packages: ['node:*'],
  },
  {
    room: 'lib/report/',
    is: 'everything that the page shows, gathered once: path, releases with what they bring, measures',
    rooms: ['acting', 'lib/deploy', 'lib/measures'],
    packages: [],
  },
  {
    room: 'lib/measures/',
    is: "DORA's five, reckoned from a history. Pure, and knows nothing of AWS or git",
    rooms: [],
    packages: [],
  },
  {
    room: 'lib/prune/',
    is: 'what an environment has stored, and what of it no release needs any more',
    rooms: ['lower', 'lib/target'],
    packages: [],
  },
  {
    room: 'lib/audit/',
    is: 'what was released, by the records of an environment and by CodePipeline: whether they are whole, one release, where a commit went, an export',
    rooms: ['acting', 'lib/guard', 'lib/records'],
    packages: ['node:*'],
  },
  {
    room: 'lib/inspect/',
    is: 'status, history, diff, drift, values',
    rooms: ['looking'],
    packages: ['node:*'],
  },
  {
    room: 'lib/follow/',
    is: 'find the release of a commit, follow it, its logs',
    rooms: ['middle'],
    packages: ['node:*'],
  },
  {
    room: 'lib/submodules/',
    is: 'what a commit needs of other repositories: tree, push, borrow, refusals, changes',
    rooms: ['lower', 'lib/target'],
    packages: ['node:*'],
  },
  {
    room: 'lib/look/',
    is: 'what of a commit would make its release fail, by its files alone',
    rooms: ['leaves', 'lib/git'],
    packages: ['node:*', 'yaml'],
  },
  {
    room: 'lib/target/',
    is: 'an environment whose account is open: its history, lock, reasons',
    rooms: ['lower'],
    packages: ['node:*'],
  },
  {
    room: 'buildspecs/guard/',
    is: "the account's own program: what it records, proves and refuses, with AWS on the one side and the rules on the other",
    rooms: [
      'leaves',
      'lib/aws',
      'lib/release',
      'lib/records',
      'lib/guard',
      'buildspecs/program/job',
    ],
    packages: ['node:*'],
  },
  {
    room: 'buildspecs/',
    is: 'what runs on a release: `program/`, and a folder a kit with its code, buildspecs and README',
    rooms: ['leaves', 'lib/bundle', 'lib/aws', 'lib/git'],
    packages: ['node:*', 'fast-xml-parser', 'yaml'],
  },
  {
    room: 'lib/bundle/',
    is: 'what a build of a commit produced, and what it would change: manifest, archive, plan',
    rooms: ['ground', 'lib/aws/call', 'lib/aws/objects', 'lib/aws/pipeline'],
    packages: ['node:*', 'yauzl'],
  },
  {
    room: 'lib/git/',
    is: 'the only place that runs git',
    rooms: ['leaves'],
    packages: ['node:*'],
  },
  {
    room: 'lib/aws/*/',
    is: 'the one door to AWS: a room a service',
    rooms: [
      'leaves',
      'lib/release',
      'lib/aws/account',
      'lib/aws/call',
      'lib/aws/profile',
      'lib/aws/objects',
    ],
    packages: [...sdk, 'croner'],
  },
  {
    room: 'lib/aws/account/',
    is: 'an account that is open, and whose it is',
    rooms: ['leaves', 'lib/aws/call', 'lib/aws/profile'],
    packages: sdk,
  },
  {
    room: 'lib/aws/call/',
    is: 'how AWS is called, and what its answers and failures mean',
    rooms: ['leaves', 'lib/aws/profile', 'package.json'],
    packages: [...sdk, 'hpagent'],
  },
  {
    room: 'lib/aws/profile/',
    is: "AWS's config files, and the credentials they lead to",
    rooms: ['leaves'],
    packages: sdk,
  },
  {
    room: 'lib/guard/',
    is: 'what the gate of an environment asks, and the proofs that it reads. Pure: no AWS, git, files or clock',
    rooms: ['leaves', 'lib/release'],
    packages: ['node:crypto'],
  },
  {
    room: 'lib/release/',
    is: 'the rules: guards, following, history. Pure: no AWS, git, files or clock',
    rooms: ['leaves'],
    packages: [],
  },
  {
    room: 'lib/records/',
    is: 'what a record says, how it is signed, and whether a chain of them is whole. Pure: no AWS, git, files or clock',
    rooms: ['leaves', 'lib/release', 'lib/guard'],
    packages: ['node:crypto'],
  },
  {
    room: 'lib/config/',
    is: '`gitenv.json`: its shape, environments, the path, declared values',
    rooms: ['ground'],
    packages: ['zod', 'node:*'],
  },
  {
    room: 'lib/contract.ts',
    is: 'the names that template, CLI and buildspecs agree on',
    rooms: [],
    packages: [],
  },
  {
    room: 'lib/action-names.ts',
    is: "the names of the pipeline's actions, and of what only one of them needs",
    rooms: [],
    packages: [],
  },
  {
    room: 'lib/object-keys.ts',
    is: "the keys of what lies in an environment's bucket",
    rooms: [],
    packages: [],
  },
  {
    room: 'lib/guard-names.ts',
    is: "the names that template, CLI and the guard's program agree on",
    rooms: [],
    packages: [],
  },
  {
    room: 'lib/exit-statuses.ts',
    is: 'by which a command that deploys says more than that it failed',
    rooms: [],
    packages: [],
  },
  {
    room: 'lib/github-trust.ts',
    is: 'how a repository at GitHub is named that may push',
    rooms: [],
    packages: [],
  },
  {
    room: 'lib/own-arns.ts',
    is: "what is an application's own by its name, as ARNs",
    rooms: ['lib/contract.ts'],
    packages: [],
  },
  {
    room: 'lib/errors.ts',
    is: 'every way to fail on purpose',
    rooms: ['lib/fields.ts'],
    packages: [],
  },
  {
    room: 'lib/fields.ts',
    is: 'looks into values whose shape nobody has promised',
    rooms: [],
    packages: [],
  },
  {
    room: 'lib/link-target.ts',
    is: 'whether a link leads out of what is taken elsewhere as a whole',
    rooms: [],
    packages: ['node:*'],
  },
  {
    room: 'lib/shell-word.ts',
    is: 'a word as a shell takes it, for commands that are shown',
    rooms: [],
    packages: [],
  },
  {
    room: 'lib/obstacle.ts',
    is: "what AWS's words say of a rule that stands in everybody's way, and whom to ask",
    rooms: [],
    packages: [],
  },
  {
    room: 'lib/local/',
    is: 'the AWS on this machine',
    rooms: ['lib/local/services'],
    packages: ['node:*', 'yaml', 'yazl', 'yauzl', 'fast-xml-parser', 'picomatch', 'isomorphic-git'],
  },
  {
    room: 'lib/local/services/*/',
    is: 'one service of it, which knows no other',
    rooms: ['lib/local'],
    except: ['lib/local/services'],
    packages: ['node:*', 'yaml', 'yazl', 'yauzl', 'fast-xml-parser', 'picomatch', 'isomorphic-git'],
  },
  {
    room: 'bootstrap/',
    is: "what is installed in accounts: the CDK app behind the two templates, an environment's and that of a bucket all pull from",
    rooms: [
      'lib/contract.ts',
      'lib/action-names.ts',
      'lib/guard-names.ts',
      'lib/object-keys.ts',
      'bootstrap',
    ],
    packages: [...cdk, 'node:*'],
  },
  {
    room: 'bootstrap/pipeline/',
    is: 'from the push to the deploy, and who may push',
    rooms: [
      'lib/contract.ts',
      'lib/action-names.ts',
      'lib/object-keys.ts',
      'bootstrap/guard',
      'bootstrap/roles',
      'bootstrap/settings',
    ],
    packages: cdk,
  },
  {
    room: 'bootstrap/guard/',
    is: "the account's own program: its project, role and key, and what starts it",
    rooms: [
      'lib/contract.ts',
      'lib/action-names.ts',
      'lib/guard-names.ts',
      'lib/object-keys.ts',
      'bootstrap/roles',
      'bootstrap/settings',
    ],
    packages: cdk,
  },
  {
    room: 'bootstrap/roles/',
    is: 'the roles of services, and what each may do',
    rooms: ['lib/contract.ts', 'lib/object-keys.ts', 'bootstrap/settings'],
    packages: cdk,
  },
  {
    room: 'bootstrap/buckets/',
    is: 'where artifacts and bundles are kept',
    rooms: ['lib/contract.ts', 'lib/object-keys.ts', 'bootstrap/settings'],
    packages: cdk,
  },
  {
    room: 'bootstrap/parameters/',
    is: "the settings as the template's parameters",
    rooms: ['lib/contract.ts', 'lib/guard-names.ts', 'lib/object-keys.ts', 'bootstrap/settings'],
    packages: cdk,
  },
  {
    room: 'bootstrap/settings/',
    is: "what differs from one installation to another, and the settings as the construct's properties",
    rooms: ['lib/contract.ts', 'lib/github-trust.ts', 'lib/guard-names.ts', 'lib/own-arns.ts'],
    packages: cdk,
  },
];

/** Packages of which only types may be imported. */
export const typesOnly = [{ room: 'lib/local/', packages: '@aws-sdk/*' }];

/** Folders whose files are all of one kind; a list of like things may be long. `*` stands for any one folder. */
export const likeThings = [
  'cli/commands',
  'cli/render',
  'lib/local/generated',
  'lib/local/services',
  'lib/local/services/*/operations',
  'lib/local/services/*/resources',
];

/** Folders that may be small: a service or a kit is a folder however little there is to it. */
export const smallByKind = ['lib/local/services/*', 'lib/aws/*', 'buildspecs/*'];

export const smallForReason: Readonly<Record<string, string>> = {
  lib: 'the ground that every room stands on',
  'lib/local': 'the program; all else is in rooms',
  'lib/local/services': 'the list of services',
};

/** Where words are looked for in a message, with the reason. Everything below a folder is meant. */
export const readsMessages: Readonly<Record<string, string>> = {
  'cli/bin/program.ts': "commander's own words become a sentence of ours",
  'lib/aws/call': 'AWS tells some failures apart by their words alone',
  'lib/aws/build/build.ts': 'the message is a line of a log',
  'lib/aws/values/keep-setting.ts': 'looks whether a value that nobody may see is in it',
  'lib/local': 'what it reads and writes are the words of AWS',
};

/** Where a plain Error is right, with the reason. Everything below a folder is meant. */
export const plainErrors: Readonly<Record<string, string>> = {
  'bootstrap/index.ts': 'CDK shows it to those who write the app',
  'bootstrap/settings/from-props.ts': 'CDK shows it to those who write the app',
  'buildspecs/terraform/releases.ts': 'a tool without a publisher is a bug',
  'lib/aws/call/network': "has the form of the network's errors",
  'lib/aws/call/sdk-settings.ts': "has the form of the SDK's errors",
  'lib/aws/call/signed-call.ts': "has the form of the SDK's errors",
  'lib/aws/images/layers.ts': "has the form of the SDK's errors",
  'lib/local': 'what AWS refuses is a ServiceError; anything else is a bug and is answered as one',
  'lib/setup/demo/stage.ts': "the demo's own repository does what git is told, or there is a bug",
};
