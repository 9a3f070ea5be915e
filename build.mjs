// Builds what is published: the two commands, the local server, the construct, the templates and the schema.
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { noticesComment, noticesOf, packagesIn } from './notices.mjs';

const dist = 'dist';
fs.rmSync(dist, { recursive: true, force: true });

/** What esbuild has read for each file that is published. */
const metafiles = [];

async function build(options) {
  const result = await esbuild.build({ ...options, metafile: true });
  metafiles.push(result.metafile);
  return result;
}

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // The ES module builds of libraries shake better than their CommonJS twins.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/** What is written into repositories of others: names are kept, so that a formatter makes it legible. */
const ofCommits = {
  target: 'node18',
  banner: {
    // The second line is the contract's `kitMark`.
    js: [
      '// Written by gitenv init, which also upgrades it: run by buildspec.yml and deployspec.yml.',
      '// gitenv-contract: 3',
    ].join('\n'),
  },
};

const executable = { banner: { js: '#!/usr/bin/env node' } };

/**
 * Cuts a program where it imports dynamically, so that a command reads only what it runs. esbuild does that for ES
 * modules alone; each part then becomes CommonJS, which loads faster.
 */
async function buildInParts(entry, outdir) {
  const { outputFiles } = await build({
    ...common,
    entryPoints: [entry],
    outdir,
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.cjs' },
    write: false,
  });
  fs.mkdirSync(outdir, { recursive: true });
  await Promise.all(
    outputFiles.map(async ({ path: file, text }) => {
      const { target, platform, minifySyntax, minifyWhitespace } = common;
      const { code } = await esbuild.transform(text, {
        target,
        platform,
        minifySyntax,
        minifyWhitespace,
        format: 'cjs',
        supported: { 'dynamic-import': false },
      });
      fs.writeFileSync(file, code);
    }),
  );
}

/**
 * What git's remote helper needs only for some pushes, in files beside it: a push waits for each byte it reads.
 * Each may load those before it.
 */
const besideHelper = [
  'lib/aws/account/sdk-credentials.ts',
  'lib/config/config.ts',
  'cli/render/live-view.ts',
  'lib/deploy/move/submodules.ts',
  'lib/look/look.ts',
  'lib/remote-helper/follow-push.ts',
  'lib/remote-helper/words.ts',
];

/** What the helper may call by the SDK, once a push is released: in one file, since its clients have most in common. */
const sdkOfHelper = [
  'lib/aws/call/sdk-settings.ts',
  'lib/aws/codecommit/sdk.ts',
  'lib/aws/pipeline/sdk.ts',
  'lib/aws/build/sdk.ts',
  'lib/aws/stack/sdk.ts',
];

/** The helper in as few files as can be, each named after its content, so that its compiled form can be kept. */
async function buildHelper() {
  const files = {};
  const sdk = await buildBeside('sdk', files, [allOf(sdkOfHelper)]);
  for (const file of sdkOfHelper) files[path.resolve(file)] = sdk;
  for (const entry of besideHelper) files[path.resolve(entry)] = await buildBeside(entry, files);
  const file = await buildBeside('cli/bin/remote-helper.ts', files);
  await build({
    ...common,
    ...executable,
    entryPoints: ['cli/bin/git-remote-gitenv.ts'],
    outfile: `${dist}/git-remote-gitenv.cjs`,
    define: { remoteHelperFile: JSON.stringify(file) },
  });
}

/** @returns the name of the file */
async function buildBeside(entry, files, plugins = []) {
  const { metafile } = await build({
    ...common,
    entryPoints: [entry],
    outdir: `${dist}/git-remote-gitenv`,
    entryNames: '[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    supported: { 'dynamic-import': false },
    plugins: [...plugins, loadingBeside(files)],
  });
  return Object.keys(metafile.outputs)[0].split('/').pop();
}

/** An entry that has what all of these files export. */
const allOf = (sources) => ({
  name: 'all-of',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, ({ kind, path: name }) =>
      kind === 'entry-point' ? { path: name, namespace: 'all-of' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'all-of' }, () => ({
      contents: sources.map((file) => `export * from './${file}';`).join('\n'),
      resolveDir: process.cwd(),
    }));
  },
});

const loadingBeside = (files) => ({
  name: 'loading-beside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\// }, ({ kind, path: specifier, resolveDir }) => {
      const file = files[`${path.resolve(resolveDir, specifier)}.ts`];
      return kind === 'dynamic-import' && file ? { path: `./${file}`, external: true } : undefined;
    });
  },
});

/** The page of `gitenv report`: what a browser runs, what it looks like, and the same as text for where no script runs. */
async function buildPage() {
  const page = { ...common, jsx: 'automatic', jsxImportSource: 'preact', minify: true };
  await Promise.all([
    build({
      ...page,
      platform: 'browser',
      target: 'es2022',
      format: 'iife',
      entryPoints: ['cli/console/page/main.tsx'],
      outfile: `${dist}/page/page.js`,
    }),
    build({
      ...page,
      entryPoints: ['cli/console/page/style.css'],
      outfile: `${dist}/page/page.css`,
    }),
    build({
      ...page,
      entryPoints: ['cli/console/page/static.tsx'],
      outfile: `${dist}/page/static.cjs`,
    }),
  ]);
}

/** The construct's types are in these files alone; what is behind them stays private. */
const declared = ['index.d.ts', 'settings/props.d.ts'];

async function declareConstruct() {
  await promisify(execFile)(process.execPath, [
    'node_modules/typescript/bin/tsc',
    '--project',
    'bootstrap/tsconfig.json',
  ]);
  for (const name of declared) {
    const types = fs.readFileSync(`${dist}/build/types/bootstrap/${name}`, 'utf8');
    for (const [, from] of types.matchAll(/from '(\.{1,2}\/[^']*)'/g)) {
      if (declared.includes(`${path.posix.join(path.dirname(name), from)}.d.ts`)) continue;
      throw new Error(`bootstrap exports a type that is declared in ${from}, which is private.`);
    }
    fs.mkdirSync(path.dirname(`${dist}/bootstrap/${name}`), { recursive: true });
    fs.writeFileSync(`${dist}/bootstrap/${name}`, types);
  }
}

await Promise.all([
  declareConstruct(),
  build({
    ...common,
    ...executable,
    entryPoints: ['cli/bin/gitenv.ts'],
    outfile: `${dist}/gitenv.cjs`,
  }),
  buildInParts('cli/bin/start.ts', `${dist}/gitenv`),
  buildHelper(),
  buildPage(),
  build({ ...common, entryPoints: ['lib/local/main.ts'], outfile: `${dist}/local.cjs` }),
  build({
    ...common,
    ...ofCommits,
    // What runs on a release makes light calls alone.
    external: ['@aws-sdk/*', '@smithy/*'],
    entryPoints: ['buildspecs/program/main.ts'],
    outfile: `${dist}/kit.cjs`,
  }),
  build({
    ...common,
    // Its digest is its name: nothing but its sources may change it.
    external: ['@aws-sdk/*', '@smithy/*'],
    entryPoints: ['buildspecs/guard/main.ts'],
    outfile: `${dist}/guard.cjs`,
  }),
  build({
    ...common,
    entryPoints: ['bootstrap/index.ts'],
    outfile: `${dist}/bootstrap/index.cjs`,
    external: ['aws-cdk-lib', 'constructs'],
  }),
  build({
    ...common,
    entryPoints: ['bootstrap/synth.ts'],
    outfile: `${dist}/build/synth.cjs`,
    external: ['aws-cdk-lib', 'constructs'],
  }),
  build({
    ...common,
    entryPoints: ['lib/config/json-schema.ts'],
    outfile: `${dist}/build/schema.cjs`,
  }),
]);

// The program is copied into repositories of others, and takes its notices along.
const program = metafiles.filter(({ outputs }) => `${dist}/kit.cjs` in outputs);
fs.appendFileSync(`${dist}/kit.cjs`, noticesComment(packagesIn(...program)));
fs.writeFileSync(`${dist}/THIRD-PARTY-NOTICES.txt`, noticesOf(packagesIn(...metafiles)));
for (const name of ['gitenv', 'git-remote-gitenv']) fs.chmodSync(`${dist}/${name}.cjs`, 0o755);
execFileSync(process.execPath, [`${dist}/build/synth.cjs`, dist], {
  stdio: 'inherit',
});
execFileSync(process.execPath, [`${dist}/build/schema.cjs`, 'gitenv.schema.json'], {
  stdio: 'inherit',
});
fs.rmSync(`${dist}/build`, { recursive: true });
