import fs from 'node:fs';
import path from 'node:path';
import { type Config, kitNameOf } from '../../config/config';
import { namesOf } from '../../contract';
import { GitenvError } from '../../errors';
import { textOrNone } from '../../fields';
import { kitRights } from './kit-rights';
import type { Declaration } from './statements';
import { readDeclared } from './template';

/** The kits that make one stack of one template which is in the commit. */
const ofTemplate: ReadonlySet<string> = new Set(['cloudformation', 'ecs', 'lambda-image']);
const usualTemplates = ['template.yml', 'template.yaml', 'template.json'];
const cdkOutput = 'cdk.out';

/**
 * What a commit declares, as far as the work tree says it.
 * @param begun files that are not written yet
 * @throws GitenvError USAGE where what deploys change is not in the work tree; BAD_COMMIT for a template that cannot be read
 */
export function declarationOf(
  root: string,
  config: Config,
  begun: readonly BegunFile[] = [],
): Declaration {
  const { application, components } = config;
  refuseOurName(application);
  const parts: readonly Part[] = components
    ? Object.entries(components).map(([name, { kit, path: own }]) => ({
        kit: kit ?? kitNameOf(config) ?? 'script',
        folder: path.join(root, own),
        stack: `${application}-${name}`,
      }))
    : [{ kit: config.kit, folder: root, stack: application }];
  const each = parts.map((part) => partDeclared({ root, begun, application }, part));
  return {
    application,
    templates: each.flatMap(({ templates }) => templates),
    more: each.flatMap(({ more }) => more),
  };
}

/** A file that is going to be written. */
export interface BegunFile {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
}

interface Tree {
  readonly root: string;
  readonly begun: readonly BegunFile[];
  readonly application: string;
}

/** The application, or a component of it. */
interface Part {
  readonly kit: Config['kit'];
  readonly folder: string;
  /** What its stack is named if nothing else is said. */
  readonly stack: string;
}

function partDeclared(
  tree: Tree,
  { kit, folder, stack }: Part,
): Pick<Declaration, 'templates' | 'more'> {
  const { application } = tree;
  const settings = typeof kit === 'object' ? kit : undefined;
  const name = typeof kit === 'object' ? kit.name : kit;
  const more = name === undefined ? [] : kitRights(name, application);
  const own = textOrNone(settings?.template);
  if (name === 'cdk') return { templates: synthesized(folder, application), more };
  if (name === 'static-site' && own === undefined) return { templates: [], more };
  if (name === undefined || !(ofTemplate.has(name) || name === 'static-site')) throw unknown(name);
  const file = path.join(folder, own ?? found(folder));
  const filled = (text: string) =>
    text.replaceAll('{application}', application).replace(/\{\w+\}/g, '*');
  const site = textOrNone(settings?.bucket) ?? `${namesOf(application).siteBuckets}*`;
  const one = {
    template: read(tree, file),
    stack: filled(textOrNone(settings?.stack) ?? stack),
    values: { GitenvSiteBucket: filled(site) },
  };
  return { templates: [one], more };
}

function found(folder: string): string {
  const is = (name: string) => fs.existsSync(path.join(folder, name));
  return usualTemplates.find(is) ?? 'template.yml';
}

function read({ root, begun }: Pick<Tree, 'root' | 'begun'>, file: string) {
  const name = path.relative(root, file);
  const given = begun.find((it) => path.normalize(it.path) === name);
  if (given) return readDeclared(given.text, name);
  if (fs.existsSync(file)) return readDeclared(fs.readFileSync(file, 'utf8'), name);
  throw new GitenvError('USAGE', `There is no ${name}, from which the policy would be made`, {
    changed: 'nothing',
    advice: 'Write it first, or take --deploy-rights nothing until then.',
  });
}

/** Whether what a CDK application declares cannot be known yet. */
export function isBeforeSynthesis(root: string, config: Config): boolean {
  return kitNameOf(config) === 'cdk' && templatesBelow(path.join(root, cdkOutput)).length === 0;
}

/** CDK writes a template a stack, those of stages in folders of their own. */
function templatesBelow(output: string): string[] {
  const files = fs.existsSync(output)
    ? fs.readdirSync(output, { recursive: true, encoding: 'utf8' })
    : [];
  return files.filter((name) => name.endsWith('.template.json')).sort();
}

const others = 'nothing, administrator or the ARN of a policy of yours';

function synthesized(folder: string, application: string): Declaration['templates'] {
  const output = path.join(folder, cdkOutput);
  const names = templatesBelow(output);
  if (names.length === 0)
    throw new GitenvError(
      'USAGE',
      `What a CDK application declares is known after its synthesis, and there is no ${cdkOutput}`,
      {
        changed: 'nothing',
        advice: `Synthesize it and run the same command again, or take --deploy-rights ${others}.`,
        hint: 'npx cdk synth',
      },
    );
  return names.map((name) => ({
    template: read({ root: folder, begun: [] }, path.join(output, name)),
    stack: `${application}-*`,
  }));
}

function unknown(kit: string | undefined): GitenvError {
  const what = kit === undefined ? 'buildspecs of your own' : `the kit ${kit}`;
  return new GitenvError(
    'USAGE',
    `With ${what}, no template in the commit says what a deploy changes, so no policy can be made from it`,
    {
      changed: 'nothing',
      advice: `Take --deploy-rights ${others}.`,
    },
  );
}

/** Resources named as this application would be gitenv's own as well. */
function refuseOurName(application: string): void {
  if (!application.startsWith('gitenv-')) return;
  throw new GitenvError(
    'USAGE',
    `A policy for ${application} would also allow what gitenv itself has made: its stacks are named gitenv-…`,
    {
      changed: 'nothing',
      advice: 'Write the policy yourself, and give its ARN with --deploy-rights.',
    },
  );
}
