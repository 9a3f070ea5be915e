#!/usr/bin/env node
// Stands in for terraform and tofu where neither is installed: takes the arguments that they document and no others, notes
// each call, and answers in their own forms. What the configuration says and what happens is in $STAND_IN/world.json, and in
// a world.json of the configuration's own.
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const home = process.env.STAND_IN;
const name = path.basename(process.argv[1]);
const [verb, ...args] = process.argv.slice(2);
const unit = process.env.STAND_IN_UNIT;
const world = () => {
  const all = JSON.parse(fs.readFileSync(path.join(home, 'world.json'), 'utf8'));
  const own = fs.existsSync('world.json') ? JSON.parse(fs.readFileSync('world.json', 'utf8')) : {};
  return { ...all, ...all.units?.[unit], ...own };
};
const line = (text) => process.stdout.write(`${text}\n`);

const flags = {
  version: [/^-json$/],
  fmt: [/^-check$/, /^-diff$/, /^-recursive$/, /^-no-color$/],
  init: [
    /^-backend=false$/,
    /^-input=false$/,
    /^-no-color$/,
    /^-reconfigure$/,
    /^-get=false$/,
    /^-lockfile=readonly$/,
    /^-backend-config=(bucket|key|region|encrypt|use_lockfile|use_path_style)=.+$/,
  ],
  validate: [/^-no-color$/],
  test: [/^-no-color$/],
  plan: [
    /^-input=false$/,
    /^-json$/,
    /^-lock-timeout=\d+m$/,
    /^-detailed-exitcode$/,
    /^-out=\/.+$/,
    /^-var-file=.+$/,
  ],
  show: [/^-json$/, /^-no-color$/],
  state: [],
  apply: [/^-input=false$/, /^-json$/, /^-lock-timeout=\d+m$/],
  'force-unlock': [/^-force$/],
};

const { version = '1.13.4' } = world();
if (!(verb in flags)) usage(`${name} has no command named "${verb}".`);
for (const arg of args)
  if (arg.startsWith('-') && !flags[verb].some((flag) => flag.test(arg)))
    usage(`flag provided but not defined: ${arg}`);
if (verb !== 'version')
  fs.appendFileSync(
    path.join(home, 'calls'),
    `${JSON.stringify({ name, verb, args, unit, cwd: process.cwd(), env: interesting() })}\n`,
  );

const run = {
  ...{ version: sayVersion, fmt, init, validate, test: runTests, show, state },
  plan: () => underLock('OperationTypePlan', plan),
  apply: () => underLock('OperationTypeApply', apply),
  'force-unlock': forceUnlock,
};
run[verb]();

function interesting() {
  const wanted = /^(TF_|CHECKPOINT|GITENV_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => wanted.test(key)));
}

function usage(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

function sayVersion() {
  line(
    JSON.stringify({
      terraform_version: version,
      platform: 'linux_amd64',
      provider_selections: {},
    }),
  );
}

function fmt() {
  if (!world().unformatted) return;
  line('main.tf');
  process.exitCode = 3;
}

function validate() {
  if (!fs.existsSync('.terraform/providers')) usage('Error: Missing required provider');
  line('Success! The configuration is valid.');
}

function runTests() {
  line('Success! 1 passed, 0 failed.');
}

/** Fetches into .terraform, unless what is to be fetched is there, and configures the backend. */
function init() {
  const provider = '.terraform/providers/registry.terraform.io/hashicorp/aws/6.0.0/linux_amd64';
  const get = !args.includes('-get=false');
  if (get) {
    fs.mkdirSync(provider, { recursive: true });
    fs.writeFileSync(`${provider}/terraform-provider-aws_v6.0.0`, '#!/bin/sh\n', { mode: 0o755 });
    fs.mkdirSync('.terraform/modules/queue/.git', { recursive: true });
    fs.writeFileSync('.terraform/modules/queue/.git/index', String(process.hrtime.bigint()));
    fs.writeFileSync('.terraform/modules/queue/main.tf', '# a module\n');
  } else if (!fs.existsSync(provider)) usage('Error: Failed to query available provider packages');
  line('Terraform has been successfully initialized!');
  if (args.includes('-backend=false')) return;
  if (world().noBackend) return line('Warning: Missing backend configuration');
  const config = Object.fromEntries(
    args
      .filter((arg) => arg.startsWith('-backend-config='))
      .map((arg) => arg.slice('-backend-config='.length).split(/=(.*)/s).slice(0, 2)),
  );
  // Terragrunt writes the backend into the configuration itself.
  if (unit) return;
  fs.writeFileSync(
    '.terraform/terraform.tfstate',
    JSON.stringify({ version: 3, backend: { type: 's3', config, hash: 1 } }),
  );
}

function stateFile() {
  const { backend } = JSON.parse(fs.readFileSync('.terraform/terraform.tfstate', 'utf8'));
  const { bucket, key } = backend.config;
  return path.join(home, `${bucket} ${key}`.replaceAll('/', ' '));
}

function read() {
  const file = stateFile();
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}

function write(resources) {
  const { lineage = '3f1c9d3e-0000-4000-8000-000000000001', serial = 0 } = read() ?? {};
  fs.writeFileSync(
    stateFile(),
    JSON.stringify({ version: 4, serial: serial + 1, lineage, resources }),
  );
}

function state() {
  if (args.join(' ') !== 'pull') usage(`unexpected: state ${args.join(' ')}`);
  line(JSON.stringify(read() ?? { version: 4, serial: 0, lineage: '', resources: [] }));
}

function message(type, text, more = {}) {
  line(
    JSON.stringify({
      '@level': type === 'diagnostic' ? 'error' : 'info',
      '@message': text,
      '@module': `${name}.ui`,
      '@timestamp': '2026-11-21T12:00:00.000000Z',
      type,
      ...more,
    }),
  );
}

function fail(summary, detail, more = {}) {
  message('diagnostic', `Error: ${summary}`, {
    diagnostic: { severity: 'error', summary, detail, ...more },
  });
  process.exitCode = 1;
}

function locked() {
  const { lockedBy } = world();
  if (!lockedBy) return false;
  fail(
    'Error acquiring the state lock',
    `Error message: operation error S3: PutObject, https response error StatusCode: 412\nLock Info:\n  ID:        0c8a\n  Operation: OperationTypeApply\n  Who:       ${lockedBy}\n  Created:   2026-11-21 11:58:00 UTC\n`,
  );
  return true;
}

/** The SDK takes long to load: only where a lock is kept as the S3 backend keeps it. */
function lockFile() {
  const sdk = require(path.join(process.env.STAND_IN_MODULES, '@aws-sdk/client-s3'));
  const { backend } = JSON.parse(fs.readFileSync('.terraform/terraform.tfstate', 'utf8'));
  const { bucket: Bucket, key } = backend.config;
  const client = new sdk.S3Client({ forcePathStyle: true });
  const at = { Bucket, Key: `${key}.tflock` };
  return {
    read: async () => {
      const { Body } = await client.send(new sdk.GetObjectCommand(at));
      return JSON.parse(await Body.transformToString());
    },
    write: (lock) =>
      client.send(
        new sdk.PutObjectCommand({ ...at, Body: JSON.stringify(lock), IfNoneMatch: '*' }),
      ),
    remove: () => client.send(new sdk.DeleteObjectCommand(at)),
  };
}

/** Waits for ever once it has the lock, where the world says so, as a tool does whose build is going to be ended. */
async function underLock(operation, work) {
  const { keepsLock, hangsIn } = world();
  if (!keepsLock) return work();
  const lock = {
    ID: crypto.randomUUID(),
    Operation: operation,
    Info: '',
    Who: `${os.userInfo().username}@${os.hostname()}`,
    Version: version,
    Created: new Date().toISOString(),
    Path: 'bucket/key',
  };
  const file = lockFile();
  try {
    await file.write(lock);
  } catch {
    const { ID, Who } = await file.read();
    return fail(
      'Error acquiring the state lock',
      `Lock Info:\n  ID:        ${ID}\n  Who:       ${Who}`,
    );
  }
  if (hangsIn === verb) return setInterval(() => undefined, 1000);
  work();
  await file.remove();
}

async function forceUnlock() {
  const file = lockFile();
  const { ID } = await file.read();
  if (args.at(-1) !== ID) usage(`Lock ID "${args.at(-1)}" does not match existing lock ("${ID}")`);
  await file.remove();
  line('Terraform state has been successfully unlocked!');
}

function plan() {
  message('version', `Terraform ${version}`, { ui: '1.2' });
  if (locked()) return;
  const variables = args.find((arg) => arg.startsWith('-var-file='))?.slice('-var-file='.length);
  if (variables && !fs.existsSync(variables))
    return fail('Failed to read variables file', variables);
  const { changes, outputs = {}, error } = world();
  if (error) return fail(error.summary, error.detail, { range: error.range });
  const done = new Set(read()?.resources ?? []);
  const resource_changes = changes.map((change) =>
    done.has(change.address) && change.change.actions[0] === 'create'
      ? { ...change, change: { ...change.change, actions: ['no-op'], before: change.change.after } }
      : change,
  );
  message('refresh_start', 'aws_sqs_queue.jobs: Refreshing state...');
  const any = [...resource_changes.map(({ change }) => change), ...Object.values(outputs)].some(
    ({ actions }) => !['no-op', 'read'].includes(actions[0]),
  );
  const out = args.find((arg) => arg.startsWith('-out=')).slice('-out='.length);
  const { lineage = '', serial = 0 } = read() ?? {};
  const made = { cwd: here(), lineage, serial, resource_changes, output_changes: outputs };
  fs.writeFileSync(out, `PK${JSON.stringify(made)}`);
  message('change_summary', 'Plan: some to add, some to change, some to destroy.');
  process.exitCode = any ? 2 : 0;
}

/** A plan names files by their whole paths. CodeBuild has one folder for temporary files, and other machines one a build. */
function here() {
  return path.relative(os.tmpdir(), process.cwd());
}

function savedPlan() {
  const file = args.find((arg) => !arg.startsWith('-'));
  return JSON.parse(fs.readFileSync(file, 'utf8').slice(2));
}

function show() {
  const { resource_changes, output_changes } = savedPlan();
  if (args.includes('-json')) {
    const { format = '1.2' } = world();
    return line(
      JSON.stringify({
        format_version: format,
        terraform_version: version,
        resource_changes,
        output_changes,
      }),
    );
  }
  for (const { address, change } of resource_changes) {
    line(`  # ${address} will be ${change.actions.join(', then ')}`);
    const hidden = change.after_sensitive ?? {};
    for (const [key, value] of Object.entries(change.after ?? {}))
      line(`      ${key} = ${hidden[key] ? '(sensitive value)' : JSON.stringify(value)}`);
  }
}

/** What was applied differs no more. */
function settle() {
  const file = path.join(home, 'world.json');
  const all = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, JSON.stringify({ ...all, changes: [] }));
}

function apply() {
  message('version', `Terraform ${version}`, { ui: '1.2' });
  if (locked()) return;
  const { cwd, lineage, serial, resource_changes } = savedPlan();
  const now = read();
  if ((now?.serial ?? 0) !== serial || (now?.lineage ?? '') !== lineage)
    return fail('Saved plan is stale', 'The given plan file can no longer be applied.');
  if (cwd !== here()) return fail('Wrong folder', `${cwd} and not ${here()}`);
  const { failsAt } = world();
  const done = new Set(now?.resources ?? []);
  for (const { address, change } of resource_changes) {
    if (['no-op', 'read'].includes(change.actions[0])) continue;
    const hook = { resource: { addr: address, resource: address }, action: change.actions[0] };
    message('apply_start', `${address}: Creating...`, { hook });
    if (address === failsAt) {
      message('apply_errored', `${address}: Creation errored after 1s`, { hook });
      fail('creating SQS Queue', 'AccessDenied: not authorized to perform: sqs:CreateQueue', {
        range: { filename: 'main.tf', start: { line: 7, column: 1, byte: 90 } },
      });
      break;
    }
    message('apply_complete', `${address}: Creation complete after 1s [id=${sha(address)}]`, {
      hook,
    });
    if (change.actions.at(-1) === 'delete') done.delete(address);
    else done.add(address);
  }
  write([...done]);
  if (process.exitCode !== 1 && world().settles) settle();
  if (process.exitCode !== 1) message('change_summary', 'Apply complete! Resources: some added.');
  message('outputs', 'Outputs: 1', { outputs: { password: { sensitive: true, type: 'string' } } });
}

function sha(text) {
  return crypto.createHash('sha256').update(text).digest('hex').slice(0, 8);
}
