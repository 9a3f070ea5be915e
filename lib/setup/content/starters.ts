import { deploysNothing } from '../../config/programs';
import type { CodeProject } from '../recognise/project';

const head = '#!/bin/sh\n';

/** The program that tests and builds one commit. */
export function buildStarter(projects: readonly CodeProject[]): string {
  const kinds = projects.map(({ kind, because }) => `${kind} (${because})`);
  const what =
    kinds.length > 0
      ? `This is a starter for ${kinds.join(' and ')}: change it as you like.`
      : 'This is a starter that tests nothing yet.';
  const todo = [
    ...projects.flatMap(({ lacks = [] }) => lacks),
    ...(projects.length === 0 ? ['what tests and builds this repository'] : []),
    'whatever else a release has to pass, such as a linter',
  ];
  return [
    `${head}# Tests and builds one commit, on the machine of the build. If it fails, nothing is deployed.`,
    '# What it leaves in the work tree is deployed everywhere, so it must not depend on the environment.',
    `# ${what}`,
    'set -eu',
    '',
    ...projects.flatMap(({ kind, build }) => [...section(kind, projects), ...build, '']),
    ...(projects.length === 0 ? [`echo 'build: nothing is tested yet'`, ''] : []),
    '# To fill in:',
    ...todo.map((it) => `# - ${it}`),
    '',
  ].join('\n');
}

function section(kind: string, projects: readonly CodeProject[]): string[] {
  return projects.length > 1 ? [`# ${kind}`] : [];
}

/** The program that would deploy: it changes nothing until somebody fills it in. */
export function deployStarter(file: string): string {
  return `${head}# Puts what the build left into the environment $GITENV_ENVIRONMENT, with the rights of the deploy role.
# It runs among the files of the build, must fail if the deploy fails, and may be run again.
${deploysNothing}
set -eu

echo "$GITENV_APPLICATION at $GITENV_COMMIT would go to $GITENV_ENVIRONMENT:"
find . -type f ! -path './node_modules/*' ! -path './vendor/*' | sort | head -20
echo 'NOTHING IS DEPLOYED YET: ${file} says what to fill in.'

# To fill in, for example:
# - files to a bucket:  aws s3 sync public "s3://$GITENV_APPLICATION-$GITENV_ENVIRONMENT" --delete
# - a Lambda function:  zip -qr function.zip . && aws lambda update-function-code --function-name "$GITENV_APPLICATION" --zip-file fileb://function.zip
# - and then a check that it runs, such as:  curl --fail --silent "https://$GITENV_ENVIRONMENT.example.com/health"
# Or let a kit do it, with a plan before each deploy: gitenv kits lists them.
# What the deploy may change in the account: gitenv init <environment> --deploy-rights <arn>
`;
}
