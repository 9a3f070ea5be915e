import fs from 'node:fs';
import path from 'node:path';
import { deploysNothing } from '../../config/programs';
import { buildspecFiles } from '../../contract';
import { GitenvError, systemCode } from '../../errors';
import { readSpec } from '../../look/spec';
import { handOverTroubles } from '../../look/specs';
import { adviceOn, fixesOf } from '../../look/trouble';

/** What a repository still lacks whose buildspec is a team's own, and what gives it. */
export interface LackOfOwn {
  /** A sentence without its full stop. */
  readonly what: string;
  readonly fix: string;
}

const { build, deploy } = buildspecFiles;

/** Whether a repository has a buildspec for builds and none for deploys. */
export function lacksDeployspec(root: string): boolean {
  return has(root, build) && !has(root, deploy);
}

/** What the first release of a buildspec of a team's own would fail for. @param environment the first that commits take */
export function lacksOfOwn(root: string, environment: string): LackOfOwn[] {
  if (!has(root, build)) return [];
  const spec = readSpec(build, fs.readFileSync(path.join(root, build), 'utf8'));
  if (spec.isKit) return [];
  const missing = lacksDeployspec(root)
    ? [
        {
          what: `${build} is your own, and Deploy runs ${deploy} beside it, which is not there yet`,
          fix: `gitenv init ${environment} --deployspec`,
        },
      ]
    : [];
  const handOver = handOverTroubles(spec).map((trouble) => ({
    what: trouble.what,
    fix: [adviceOn, fixesOf].flatMap((of) => of([trouble], { up: '', environment })).join(' '),
  }));
  return [...missing, ...handOver];
}

/**
 * Writes a deployspec to fill in, but never over one that is there.
 * @returns the files it wrote
 */
export function writeDeployspec(root: string): string[] {
  try {
    fs.writeFileSync(path.join(root, deploy), starter, { flag: 'wx' });
    return [deploy];
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return [];
    throw error;
  }
}

/** Deploys nothing, and says so: a release of it succeeds, so that all around it can be tried. */
const starter = `# The deploy of one commit, with the rights of the deploy role.
${deploysNothing}
version: 0.2

phases:
  # Never in post_build: that runs after a failed build as well.
  build:
    commands:
      # The files that buildspec.yml hands on as its artifacts, whichever input of Deploy comes first.
      - export GITENV_BUILT="\${CODEBUILD_SRC_DIR_Bundle:-$CODEBUILD_SRC_DIR}"
      - cd "$GITENV_BUILT"
      # Fill in what puts these files into the environment, and fails unless they then run there. For example:
      #   aws s3 sync site "s3://my-site-$GITENV_ENVIRONMENT" --delete
      # Rights come from policies that you name: gitenv init <env> --deploy-policy <arn>
      - ls
      - echo "deployspec.yml is to be filled in, nothing is deployed to $GITENV_ENVIRONMENT yet"
`;

/**
 * Refuses to begin with a kit beside a buildspec that CodeBuild would not find under its name.
 * @throws GitenvError USAGE
 */
export function refuseMisnamed(root: string): void {
  const names = fs.readdirSync(root);
  for (const wanted of [build, deploy]) {
    const stem = wanted.slice(0, -'.yml'.length);
    const like = names.find((name) => name !== wanted && isLike(name, stem));
    if (like === undefined || names.includes(wanted)) continue;
    throw new GitenvError('USAGE', `The repository has ${like}, and CodeBuild reads ${wanted}`, {
      changed: 'nothing',
      advice: 'Rename it, or begin with a kit that you name with --kit.',
      hint: `mv ${like} ${wanted}`,
    });
  }
}

function isLike(name: string, stem: string): boolean {
  return new RegExp(`^\\.?${stem}\\.(ya?ml|json)$`, 'i').test(name);
}

function has(root: string, file: string): boolean {
  return fs.existsSync(path.join(root, file));
}
