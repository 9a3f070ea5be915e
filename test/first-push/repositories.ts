/** A small repository as somebody has it before gitenv: its files, and what its first push takes. */
export interface SmallRepository {
  /** What a person would call it. */
  readonly kind: string;
  /** By path. A text that begins with `#!` is executable. */
  readonly files: Readonly<Record<string, string>>;
  /** Options of `gitenv init` that its message names or its kit's README does. */
  readonly init?: string;
  /** The kit that init proposes, and why. */
  readonly kit: string | undefined;
  readonly because?: string;
  /** What its builds run, in order, as the stand-ins on PATH note it; a part of each line. */
  readonly runs?: readonly string[];
  /** Where the build's program is written, if not at `build`. */
  readonly build?: string;
  /** A repository beside it that it uses. */
  readonly submodule?: string;
  readonly branch?: string;
  /** Where the user stands, below the root. */
  readonly within?: string;
}

const npmInit =
  '{ "name": "app", "scripts": { "test": "echo \\"Error: no test specified\\" && exit 1" } }\n';
const lock = (name: string) =>
  `${JSON.stringify({ name, lockfileVersion: 3, requires: true, packages: { '': { name } } })}\n`;

export const programs: readonly SmallRepository[] = [
  {
    kind: 'Node with npm',
    files: {
      'package.json':
        '{ "name": "app", "scripts": { "test": "node --test" }, "dependencies": { "left": "1.0.0" } }\n',
      'package-lock.json': lock('app'),
      'index.js': 'exports.one = 1;\n',
      'test/one.test.js': "require('node:assert').equal(require('../index').one, 1);\n",
      '.gitignore': 'node_modules\n',
    },
    kit: 'script',
    because: 'package.json with a script test',
    runs: ['npm ci', 'npm run test'],
  },
  {
    kind: 'Node with yarn.lock',
    files: {
      'package.json':
        '{ "name": "app", "scripts": { "test": "node --test", "build": "tsc" }, "devDependencies": { "typescript": "5" } }\n',
      'yarn.lock': '# yarn lockfile v1\n',
      'src/index.ts': 'export const one = 1;\n',
    },
    kit: 'script',
    because: 'package.json with a script test and a script build',
    runs: ['yarn install --frozen-lockfile', 'yarn run test', 'yarn run build'],
  },
  {
    kind: 'Node with pnpm',
    files: {
      'package.json':
        '{ "name": "app", "scripts": { "test": "vitest run" }, "devDependencies": { "vitest": "3", "vite": "6" } }\n',
      'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
      'src/server.js': '',
    },
    kit: 'script',
    runs: ['pnpm install --frozen-lockfile', 'pnpm run test'],
  },
  {
    kind: 'Node as npm init leaves it, without a lock file or a test',
    files: { 'package.json': npmInit, 'index.js': 'console.log(1);\n' },
    kit: 'script',
    because: 'package.json',
    runs: [],
  },
  {
    kind: 'Python with requirements.txt',
    files: {
      'requirements.txt': 'flask==3.0\n',
      'requirements-dev.txt': 'pytest\n',
      'app.py': 'one = 1\n',
      'tests/test_app.py': 'from app import one\n\ndef test_one():\n    assert one == 1\n',
    },
    kit: 'script',
    because: 'requirements.txt and tests/test_app.py',
    runs: ['-m venv', 'pip install', '-r requirements.txt', 'python -m pytest'],
  },
  {
    kind: 'Python with pyproject.toml and tests of the standard library',
    files: {
      'pyproject.toml': '[project]\nname = "app"\nversion = "1"\n',
      'src/app/__init__.py': '',
      'tests/test_app.py': 'import unittest\n\nclass T(unittest.TestCase):\n    pass\n',
    },
    kit: 'script',
    runs: [
      '-m venv',
      'pip install --quiet --disable-pip-version-check .',
      'python -m unittest discover',
    ],
  },
  {
    kind: 'Python with uv',
    files: {
      'pyproject.toml': '[project]\nname = "app"\n[dependency-groups]\ndev = ["pytest"]\n',
      'uv.lock': 'version = 1\n',
      'main.py': '',
      'tests/test_main.py': 'def test_it():\n    pass\n',
    },
    kit: 'script',
    runs: ['uv sync --frozen', 'uv run --frozen python -m pytest'],
  },
  {
    kind: 'Go with a manual by mkdocs',
    files: {
      'go.mod': 'module example.com/app\n\ngo 1.22\n',
      'main.go': 'package main\n\nfunc main() {}\n',
      'mkdocs.yml': 'site_name: app\n',
      'docs/index.md': '# app\n',
    },
    kit: 'script',
    because: 'go.mod',
    runs: ['go vet ./...', 'go test ./...', 'go build'],
  },
  {
    kind: 'Java with Maven and its wrapper, which lost its bit',
    files: {
      'pom.xml': '<project/>\n',
      mvnw: 'note mvnw "$@"\n',
      'src/main/java/App.java': 'class App {}\n',
    },
    kit: 'script',
    because: 'pom.xml and mvnw',
    runs: ['mvnw --batch-mode --no-transfer-progress verify'],
  },
  {
    kind: 'Java with Gradle, whose folder is build',
    files: {
      'build.gradle.kts': 'plugins { java }\n',
      'settings.gradle.kts': '',
      gradlew:
        '#!/bin/sh\nmkdir -p build/libs && echo jar >build/libs/app.jar\nnote gradlew "$@"\n',
      '.gitignore': 'build/\n.gradle\n',
    },
    kit: 'script',
    because: 'build.gradle.kts and gradlew',
    build: 'scripts/build',
    runs: ['gradlew --no-daemon build'],
  },
  {
    kind: 'Rust',
    files: {
      'Cargo.toml': '[package]\nname = "app"\nversion = "0.1.0"\n',
      'Cargo.lock': 'version = 4\n',
      'src/main.rs': 'fn main() {}\n',
      '.gitignore': '/target\n',
    },
    kit: 'script',
    because: 'Cargo.toml',
    runs: ['cargo test --locked', 'cargo build --release --locked'],
  },
  {
    kind: 'Ruby',
    files: {
      Gemfile: "source 'https://rubygems.org'\n",
      'Gemfile.lock': 'GEM\n',
      'app.rb': '',
      'spec/app_spec.rb': '',
    },
    kit: 'script',
    because: 'Gemfile and spec/app_spec.rb',
    runs: ['bundle install', 'bundle exec rspec'],
  },
  {
    kind: 'a repository with a folder build, at master, from a subfolder',
    files: { 'build/package.sh': '#!/bin/sh\n', 'src/a.c': '', Makefile: 'all:\n' },
    kit: 'script',
    build: 'scripts/build',
    branch: 'master',
    within: 'src',
  },
  {
    kind: 'two programs of its own, with CRLF elsewhere',
    files: {
      build: '#!/bin/sh\necho own build\n',
      deploy: '#!/bin/sh\necho own deploy\n',
      'notes.txt': 'a\r\nb\r\n',
      '.gitattributes': '* text=auto\r\n*.png binary',
    },
    kit: 'script',
    because: 'build and deploy',
  },
];
