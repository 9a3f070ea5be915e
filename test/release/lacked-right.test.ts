import { lackedRight } from '../../lib/release/following/lacked-right';

const container = '[Container] 2026/01/01 00:00:00.000000';
const logOf = (...said: string[]) => [
  `${container} Running command ./deploy`,
  ...said,
  `${container} Command did not exit successfully ./deploy exit status 1`,
];
const role = 'arn:aws:sts::111111111111:assumed-role/shop-deploy/AWSCodeBuild-1';
const because = 'because no identity-based policy allows the';
const bucket = 'arn:aws:s3:::shop-files/a';

test.each([
  [
    'the AWS CLI',
    [
      `upload failed: An error occurred (AccessDenied) when calling the PutObject operation: User: ${role} is not authorized to perform: s3:PutObject on resource: "${bucket}" ${because} s3:PutObject action`,
    ],
  ],
  [
    'an SDK',
    [
      'file:///release/node_modules/x.js:1',
      `AccessDenied: User: ${role} is not authorized to perform: s3:PutObject on resource: "${bucket}" ${because} s3:PutObject action`,
      '    at throwDefaultError (/release/node_modules/y.js:388:20)',
    ],
  ],
  [
    'Terraform',
    [
      '\u2577',
      '\u2502 Error: putting S3 object: operation error S3: PutObject, api error AccessDenied:',
      `\u2502 User: ${role} is not authorized to`,
      `\u2502 perform: s3:PutObject on resource: "${bucket}"`,
      `\u2502 ${because} s3:PutObject action`,
      '\u2575',
    ],
  ],
])('what %s was denied is told with the statement that allows it', (_, said) => {
  expect(lackedRight('dev', { stage: 'Deploy' }, logOf(...said))).toEqual([
    expect.stringMatching(
      /^dev: the role of deploys lacks the right s3:PutObject on arn:aws:s3:::shop-files\/a\. Add this to "Statement" in deploy-policy\.json/,
    ),
    `  {"Effect":"Allow","Action":"s3:PutObject","Resource":"${bucket}"}`,
  ]);
});

test('a build is told of a policy of builds', () => {
  const denied = `User: ${role} is not authorized to perform: ssm:GetParameter on resource: *`;
  expect(lackedRight('stg', { stage: 'Build' }, logOf(denied))[0]).toContain(
    'Add this to a policy of builds (gitenv init stg --build-policy, with its ARN)',
  );
});

test.each([
  ['nothing was denied', 'Error: 2 == 3'],
  ['the kit has told it', `The role of deploys lacks the right s3:PutObject on ${bucket}.`],
  [
    'no right of the role would change it',
    `User: ${role} is not authorized to perform: s3:PutObject on resource: "${bucket}" with an explicit deny in a service control policy`,
  ],
])('nothing is told if %s', (_, said) => {
  expect(lackedRight('dev', { stage: 'Deploy' }, logOf(said))).toEqual([]);
});

test('what an earlier command was denied, and went on without, is not told', () => {
  const before = `User: ${role} is not authorized to perform: s3:PutObject on resource: *`;
  const log = [`${container} Running command ./warm-up`, before, ...logOf('Error: 2 == 3')];
  expect(lackedRight('dev', { stage: 'Deploy' }, log)).toEqual([]);
});
