import fs from 'node:fs';
import path from 'node:path';

/** Any repository can have two programs. */
export const defaultKit = 'script';

/** What a repository begins with, and why. */
export interface ChosenKit {
  readonly name: string;
  /** What was found that speaks for it; undefined where it was asked for, or nothing was found. */
  readonly because: string | undefined;
}

interface Sign {
  readonly kit: string;
  /** What speaks for the kit at the root of a repository; undefined where nothing does. */
  find(names: readonly string[], root: string): string | undefined;
}

const has =
  (pattern: RegExp): Sign['find'] =>
  (names) =>
    names.find((name) => pattern.test(name));

/** The configurations of programs that make nothing but a folder of files. */
const siteGenerator =
  /^((astro|eleventy|gatsby)[.-]config\.[cm]?[jt]s|\.eleventy\.js|docusaurus\.config\.[jt]s|hugo\.(toml|ya?ml)|mkdocs\.ya?ml|_config\.yml)$/;

/** The more particular first: an application of CDK or SAM has templates, too. */
const signs: readonly Sign[] = [
  { kit: 'cdk', find: has(/^cdk\.json$/) },
  { kit: 'sam', find: has(/^samconfig\.(toml|ya?ml)$/) },
  { kit: 'sam', find: templateWith(/Transform:.*AWS::Serverless/) },
  { kit: 'terragrunt', find: has(/^(root|terragrunt)\.hcl$/) },
  { kit: 'terraform', find: has(/\.(tf|tofu)$/) },
  { kit: 'static-site', find: has(siteGenerator) },
  { kit: 'ecs', find: templateWith(/\bGitenvImage\b[\s\S]*AWS::ECS::/) },
  { kit: 'lambda-image', find: templateWith(/\bGitenvImage\b/) },
  { kit: 'cloudformation', find: templateWith(/^Resources:|"Resources"\s*:/m) },
];

/** @returns undefined where the repository's files speak for none */
export function detectKit(root: string): ChosenKit | undefined {
  const names = fs.readdirSync(root);
  for (const { kit, find } of signs) {
    const because = find(names, root);
    if (because !== undefined) return { name: kit, because };
  }
  return undefined;
}

function templateWith(pattern: RegExp): Sign['find'] {
  return (names, root) =>
    names.find(
      (name) =>
        /^template\.(ya?ml|json)$/.test(name) &&
        pattern.test(fs.readFileSync(path.join(root, name), 'utf8')),
    );
}
