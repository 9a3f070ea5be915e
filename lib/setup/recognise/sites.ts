import { textOrNone } from '../../fields';
import { nodeProject, packageOf } from './node';
import type { CodeProject } from './project';
import type { RepositoryFiles } from './repository-files';

/** Where every starter leaves a site, which is a folder of files to be served. */
export const siteFolder = 'dist';

/** The template of a site's bucket, which the kit static-site fills in and releases with the site. */
export const siteTemplateFile = 'site.yml';

/** The template, if it is one that the kit fills in: another file of that name is the team's own. */
export function siteTemplateIn(files: RepositoryFiles): string | undefined {
  const isIt = /\bGitenvSiteBucket\b/.test(files.text(siteTemplateFile));
  return isIt ? siteTemplateFile : undefined;
}

interface Generator {
  readonly dependency: string;
  readonly output: string;
  /** A file that a site of this kind has; a library or a server that uses the same tool has none. */
  readonly page?: RegExp;
}

const generators: readonly Generator[] = [
  { dependency: 'astro', output: 'dist', page: /^astro\.config\.[cm]?[jt]s$/ },
  { dependency: '@11ty/eleventy', output: '_site' },
  { dependency: 'gatsby', output: 'public' },
  { dependency: '@docusaurus/core', output: 'build' },
  { dependency: 'react-scripts', output: 'build', page: /^public\/index\.html$/ },
  { dependency: '@vue/cli-service', output: 'dist', page: /^public\/index\.html$/ },
  { dependency: 'vite', output: 'dist', page: /^index\.html$/ },
];

/** What answers requests itself: its pages are no folder of files. */
const servers =
  /^(express|fastify|koa|hono|restify|nuxt|@nestjs\/core|@hapi\/hapi|@remix-run\/.*|@sveltejs\/kit|@astrojs\/(node|vercel|netlify|cloudflare))$/;

/** By a generator of Node that `package.json` names, and its script `build`. */
export function nodeSite(files: RepositoryFiles): CodeProject | undefined {
  const found = packageOf(files);
  const project = nodeProject(files);
  if (!found || !project || textOrNone(found.scripts.build) === undefined) return undefined;
  if ([...found.dependencies].some((name) => servers.test(name))) return undefined;
  const generator =
    generators.find((it) => found.dependencies.has(it.dependency) && isSite(files, it)) ??
    exportedByNext(files, found.dependencies);
  if (!generator) return undefined;
  const { dependency, output } = generator;
  const { lacks, ...rest } = project;
  return {
    ...rest,
    kind: 'site',
    because: `package.json with ${dependency}`,
    build: [...project.build, ...leaving(output)],
    takes: [output.split('/')[0] ?? output],
  };
}

function isSite(files: RepositoryFiles, { page }: Generator): boolean {
  return page === undefined || files.find(page) !== undefined;
}

function exportedByNext(
  files: RepositoryFiles,
  dependencies: ReadonlySet<string>,
): Generator | undefined {
  const settings = files.find(/^next\.config\.([cm]?js|ts)$/);
  const exports = settings !== undefined && /output:\s*['"]export['"]/.test(files.text(settings));
  return dependencies.has('next') && exports ? { dependency: 'next', output: 'out' } : undefined;
}

function leaving(output: string): string[] {
  return output === siteFolder ? [] : [`rm -rf ${siteFolder}`, `mv ${output} ${siteFolder}`];
}

/** By a generator with a file of its own. Whoever has a program as well has a manual, and no site. */
export function generatedSite(files: RepositoryFiles): CodeProject | undefined {
  return mkdocs(files) ?? jekyll(files) ?? hugo(files);
}

function mkdocs(files: RepositoryFiles): CodeProject | undefined {
  const because = files.find(/^mkdocs\.ya?ml$/);
  if (because === undefined) return undefined;
  const theme = /name:\s*['"]?material/.test(files.text(because)) ? 'mkdocs-material' : 'mkdocs';
  const what = files.has('requirements.txt') ? '-r requirements.txt' : theme;
  return {
    kind: 'site',
    because,
    build: [
      'venv=$(mktemp -d)',
      `trap 'rm -rf "$venv"' EXIT`,
      'python3 -m venv "$venv"',
      `"$venv/bin/python" -m pip install --quiet --disable-pip-version-check ${what}`,
      `"$venv/bin/mkdocs" build --strict --site-dir ${siteFolder}`,
    ],
  };
}

function jekyll(files: RepositoryFiles): CodeProject | undefined {
  const isJekyll = files.has('_config.yml') && /jekyll|github-pages/.test(files.text('Gemfile'));
  if (!isJekyll) return undefined;
  return {
    kind: 'site',
    because: '_config.yml and a Gemfile with Jekyll',
    build: [
      'export BUNDLE_PATH=vendor/bundle',
      'bundle install',
      `bundle exec jekyll build --destination ${siteFolder}`,
    ],
  };
}

function hugo(files: RepositoryFiles): CodeProject | undefined {
  const own = files.find(/^hugo\.(toml|ya?ml|json)$/);
  const because = own ?? files.find(/^config\.(toml|ya?ml)$/);
  const hasContent = files.find(/^content\//) !== undefined;
  if (because === undefined || (own === undefined && !hasContent)) return undefined;
  return {
    kind: 'site',
    because: own ?? `${because} and content`,
    build: [`hugo --minify --destination ${siteFolder}`],
  };
}

const distFolder = /^dist\//;

/** What gitenv itself writes to a repository, and what tells people of it, is no page. */
const notServed =
  'gitenv.json|buildspec.yml|deployspec.yml|driftspec.yml|deploy-policy.json|site.yml|README|README.md|LICENSE|LICENSE.md|LICENSE.txt';

/** Pages that are served as they are. */
export function plainSite(files: RepositoryFiles): CodeProject | undefined {
  // A folder of that name may be a part of the site, and is not ours to begin anew.
  if (!files.has('index.html') || files.find(distFolder)) return undefined;
  return {
    kind: 'site',
    because: 'index.html',
    build: [
      `rm -rf ${siteFolder}`,
      `mkdir ${siteFolder}`,
      'for it in * .well-known; do',
      '  case $it in',
      `    ${siteFolder}|${notServed}) echo "not served: $it" ;;`,
      `    *) if [ -e "$it" ]; then cp -R "$it" ${siteFolder}/; fi ;;`,
      '  esac',
      'done',
      '# This program, and what is set for the template of an environment.',
      `rm -f "${siteFolder}/$0" ${siteFolder}/parameters/*.json`,
    ],
  };
}
