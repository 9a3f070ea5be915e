#!/usr/bin/env node
// Stands in for terragrunt where it is not installed: finds units, and runs what stands in for terraform in them, with the
// backend that Terragrunt would have generated. What the units are is in $STAND_IN/world.json.
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const home = process.env.STAND_IN;
const args = process.argv.slice(2);
const { units, unformatted, keptElsewhere, missing } = JSON.parse(
  fs.readFileSync(path.join(home, 'world.json'), 'utf8'),
);
const spelled = args.join(' ');
if (spelled === '--version') process.stdout.write('terragrunt version v1.0.3\n');
else {
  fs.appendFileSync(
    path.join(home, 'calls'),
    `${JSON.stringify({ name: 'terragrunt', verb: args[0], args: args.slice(1), cwd: process.cwd(), env: {} })}\n`,
  );
  if (spelled === 'hcl fmt --check') process.exitCode = unformatted ? 1 : 0;
  else if (spelled === 'find --json --dag --dependencies') find();
  else if (spelled.startsWith('run -- ')) run(args.slice(2));
  else {
    process.stderr.write(`flag provided but not defined: ${spelled}\n`);
    process.exitCode = 1;
  }
}

function find() {
  const found = Object.entries(units).map(([name, { dependencies = [] }]) => ({
    type: 'unit',
    path: name,
    dependencies,
  }));
  process.stdout.write(`${JSON.stringify(found)}\n`);
}

function run(command) {
  for (const name of ['TG_NON_INTERACTIVE', 'TG_TF_FORWARD_STDOUT'])
    if (process.env[name] !== 'true') throw new Error(`${name} is not set`);
  const unit = Object.keys(units).find((name) => process.cwd().endsWith(`/${name}`));
  if (unit === missing) {
    process.stderr.write('ERROR  detected no outputs of a dependency, and no mock_outputs\n');
    process.exit(1);
  }
  const cache = path.join(process.cwd(), '.terragrunt-cache', 'a', 'b');
  fs.mkdirSync(path.join(cache, '.terraform'), { recursive: true });
  if (fs.existsSync('world.json')) fs.copyFileSync('world.json', path.join(cache, 'world.json'));
  const bucket = keptElsewhere ?? process.env.GITENV_STATE_BUCKET;
  const config = { bucket, key: `${process.env.GITENV_STATE_PREFIX}/${unit}/terraform.tfstate` };
  fs.writeFileSync(
    path.join(cache, '.terraform', 'terraform.tfstate'),
    JSON.stringify({ version: 3, backend: { type: 's3', config } }),
  );
  const { status } = spawnSync(process.env.TG_TF_PATH, command, {
    cwd: cache,
    stdio: 'inherit',
    env: { ...process.env, STAND_IN_UNIT: unit },
  });
  process.exitCode = status ?? 1;
}
