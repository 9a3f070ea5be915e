import { projectsIn, siteIn } from '../recognise/projects';
import type { RepositoryFiles } from '../recognise/repository-files';
import { siteTemplateIn } from '../recognise/sites';

/** What a repository begins with, and why. */
export interface ChosenKit {
  readonly name: string;
  /** What was found that speaks for it; undefined where it was asked for, or nothing was found. */
  readonly because: string | undefined;
}

/** Several kits that files speak for: only a person knows which is meant. */
export interface KitDoubt {
  /** The first is the likeliest. */
  readonly choices: readonly ChosenKit[];
}

/** Any repository can have two programs. */
export const defaultKit = 'script';

interface Sign {
  readonly kit: string;
  /** What speaks for the kit at the root of a repository; undefined where nothing does. */
  find(files: RepositoryFiles): string | undefined;
}

const has =
  (pattern: RegExp): Sign['find'] =>
  (files) =>
    files.find(pattern);

/** The more particular first: an application of CDK or SAM has templates, too. */
const signs: readonly Sign[] = [
  { kit: 'cdk', find: has(/^cdk\.json$/) },
  { kit: 'sam', find: has(/^samconfig\.(toml|ya?ml)$/) },
  { kit: 'sam', find: templateWith(/Transform:[\s\S]*?AWS::Serverless-/) },
  { kit: 'terragrunt', find: has(/^(root|terragrunt)\.hcl$/) },
  { kit: 'terraform', find: has(/^[^/]*\.(tf|tofu)$/) },
  { kit: 'static-site', find: siteTemplateIn },
  {
    kit: 'static-site',
    find: (files) => (files.has('deploy') ? undefined : siteIn(files)?.because),
  },
  { kit: 'ecs', find: templateWith(/\bGitenvImage\b[\s\S]*AWS::ECS::/) },
  { kit: 'lambda-image', find: templateWith(/\bGitenvImage\b/) },
  { kit: 'cloudformation', find: templateWith(/^Resources:|"Resources"\s*:/m) },
];

/** @returns undefined where the repository's files speak for none */
export function detectKit(files: RepositoryFiles): ChosenKit | KitDoubt | undefined {
  const [first, ...others] = signs.flatMap(({ kit, find }) => {
    const because = find(files);
    return because === undefined ? [] : [{ name: kit, because }];
  });
  const program = programIn(files);
  if (!first) return program ?? imageAlone(files);
  const rival =
    first.name === 'terraform'
      ? (program ?? others.find(({ name }) => name === 'cloudformation'))
      : others.find(({ name }) => name === 'terraform');
  return rival ? { choices: [first, rival] } : first;
}

/** What two programs would build, test and deploy. */
function programIn(files: RepositoryFiles): ChosenKit | undefined {
  const own = ['build', 'deploy'].filter((name) => files.has(name));
  const why = own.length > 0 ? own : projectsIn(files).map(({ because }) => because);
  return why.length > 0 ? { name: defaultKit, because: why.join(' and ') } : undefined;
}

/** An image runs in many places, and a Dockerfile does not say in which. */
function imageAlone(files: RepositoryFiles): KitDoubt | undefined {
  const because = files.find(/^([^/]*\.)?(Dockerfile|Containerfile)(\.[^/]*)?$/);
  if (because === undefined) return undefined;
  return { choices: [defaultKit, 'ecs', 'lambda-image'].map((name) => ({ name, because })) };
}

function templateWith(pattern: RegExp): Sign['find'] {
  return (files) =>
    files.names.find(
      (name) => /^template\.(ya?ml|json)$/.test(name) && pattern.test(files.text(name)),
    );
}
