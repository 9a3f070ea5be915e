import fs from 'node:fs';
import path from 'node:path';
import type { SmallRepository } from './repositories';

const admin = '--deploy-policy arn:aws:iam::aws:policy/AdministratorAccess';
const project = path.resolve(__dirname, '../..');
const example = (name: string) => fs.readFileSync(path.join(project, 'examples', name), 'utf8');

const packageWith = (name: string, more: object = {}) =>
  `${JSON.stringify({ name: 'app', scripts: { build: 'make' }, dependencies: { [name]: '1' }, ...more })}\n`;
const npmLock = '{ "name": "app", "lockfileVersion": 3, "packages": {} }\n';

export const sites: readonly SmallRepository[] = [
  {
    kind: 'pages of HTML',
    files: { 'index.html': '<h1>hello</h1>\n', 'style.css': 'h1 {}\n', 'README.md': '# pages\n' },
    init: '--deploy-rights template',
    kit: 'static-site',
    because: 'index.html',
  },
  {
    kind: 'a site by mkdocs',
    files: { 'mkdocs.yml': 'site_name: app\n', 'docs/index.md': '# app\n' },
    init: '--deploy-rights template',
    kit: 'static-site',
    because: 'mkdocs.yml',
    runs: ['-m venv', '-m pip install', 'mkdocs build --strict --site-dir dist'],
  },
  {
    kind: 'a site by Vite',
    files: {
      'package.json': packageWith('vite'),
      'package-lock.json': npmLock,
      'index.html': '<script src="/main.js"></script>\n',
      'main.js': '',
      '.gitignore': 'node_modules\ndist\n',
    },
    init: '--deploy-rights template',
    kit: 'static-site',
    because: 'package.json with vite',
    runs: ['npm ci', 'npm run build'],
  },
  {
    kind: 'a site by create-react-app, whose folder is build',
    files: {
      'package.json': packageWith('react-scripts', {
        scripts: { build: 'x', test: 'react-scripts test' },
      }),
      'package-lock.json': npmLock,
      'public/index.html': '<div id="root"></div>\n',
      'src/index.js': '',
      '.gitignore': '/node_modules\n/build\n',
    },
    init: '--deploy-rights template',
    kit: 'static-site',
    because: 'package.json with react-scripts',
    build: 'scripts/build',
    runs: ['npm ci', 'npm run test', 'npm run build'],
  },
];

const stack = `const { App, LegacyStackSynthesizer, Stack } = require('aws-cdk-lib');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');
const app = new App({ builtinCloudFormationValidation: false });
const name = process.env.GITENV_APPLICATION;
const stack = new Stack(app, 'dev', { stackName: name, synthesizer: new LegacyStackSynthesizer() });
new StringParameter(stack, 'Greeting', { stringValue: 'hello' });
`;

export const planned: readonly SmallRepository[] = [
  {
    kind: 'CDK in TypeScript, with the test that npm init writes',
    files: {
      'cdk.json': '{ "app": "npx ts-node --prefer-ts-exts bin/app.ts" }\n',
      'package.json':
        '{ "name": "app", "scripts": { "test": "echo \\"Error: no test specified\\" && exit 1" }, "dependencies": { "aws-cdk-lib": "2" } }\n',
      'package-lock.json': npmLock,
      'bin/app.ts': stack,
      '.gitignore': 'node_modules\ncdk.out\n',
    },
    init: admin,
    kit: 'cdk',
    because: 'cdk.json',
    runs: ['npm ci', 'npx ts-node'],
  },
  {
    kind: 'CDK in Python',
    files: {
      'cdk.json': '{ "app": "python3 app.py" }\n',
      'requirements.txt': 'aws-cdk-lib\n',
      'app.py': stack,
      '.gitignore': '.venv\ncdk.out\n',
    },
    init: admin,
    kit: 'cdk',
    because: 'cdk.json',
    runs: ['-m venv', 'install --disable-pip-version-check --quiet -r requirements.txt', 'app.py'],
  },
  {
    kind: 'SAM',
    files: {
      'template.yaml':
        'Transform: AWS::Serverless-2016-10-31\nResources:\n  Function:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs22.x }\n',
      'src/index.js': 'exports.handler = async () => 1;\n',
      'package.json': '{ "name": "app" }\n',
    },
    init: admin,
    kit: 'sam',
    because: 'template.yaml',
    runs: ['sam build', 'sam package'],
  },
  {
    kind: 'a template of CloudFormation beside a folder build',
    files: {
      'template.yml':
        'Resources:\n  Topic:\n    Type: AWS::SSM::Parameter\n    Properties: { Type: String, Value: x }\n',
      'build/notes.md': '',
    },
    init: admin,
    kit: 'cloudformation',
    because: 'template.yml',
  },
  {
    kind: 'Terraform',
    files: { 'main.tf': 'terraform {\n  backend "s3" {}\n}\n', '.terraform-version': '1.13.4\n' },
    init: `${admin} --build-policy arn:aws:iam::aws:policy/AdministratorAccess`,
    kit: 'terraform',
    because: 'main.tf',
    runs: ['terraform fmt', 'terraform plan', 'terraform apply'],
  },
  {
    kind: 'a Dockerfile and a template that takes the image',
    files: {
      Dockerfile: example('quotes/Dockerfile'),
      'handler.mjs': '',
      'quotes.mjs': '',
      'template.yml': example('quotes/template.yml'),
    },
    init: `${admin} --privileged`,
    kit: 'lambda-image',
    because: 'template.yml',
  },
];

const own = (artifacts: string) =>
  `version: 0.2\nphases:\n  build:\n    commands:\n      - mkdir -p dist && echo page >dist/index.html\n${artifacts}`;
const deployspec = 'version: 0.2\nphases:\n  build:\n    commands:\n      - echo deployed\n';

export const ownBuildspecs: readonly SmallRepository[] = [
  {
    kind: 'an own buildspec with artifacts',
    files: {
      'buildspec.yml': own("artifacts:\n  files: ['dist/**/*', deployspec.yml]\n"),
      'deployspec.yml': deployspec,
    },
    kit: undefined,
  },
  {
    kind: 'an own buildspec whose artifacts are all there is',
    files: {
      'buildspec.yml': own("artifacts:\n  files: ['**/*']\n"),
      'deployspec.yml': deployspec,
    },
    kit: undefined,
  },
  {
    kind: 'a submodule beside two programs',
    files: {
      build: '#!/bin/sh\ncat modules/file\n',
      deploy: '#!/bin/sh\necho deployed\n',
    },
    submodule: 'modules',
    kit: 'script',
  },
];
