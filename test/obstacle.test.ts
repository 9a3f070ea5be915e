import { missingRightIn, obstacleIn } from '../lib/obstacle';

const user = 'User: arn:aws:iam::111111111111:user/robin is not authorized to perform:';
const repository = 'arn:aws:codecommit:eu-west-1:111111111111:shop';
const create = `${user} codecommit:CreateRepository on resource: ${repository}`;

/** As https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html has them. */
describe('a denial is told by whose policy it was, and whom to ask', () => {
  test.each([
    [
      `${create} with an explicit deny in a service control policy: arn:aws:organizations::222222222222:policy/o-1/service_control_policy/p-1`,
      'The organisation of this account denies codecommit:CreateRepository by a service control policy, whatever rights a user or role has in the account',
      'ask the administrators of the organisation to allow codecommit:CreateRepository for this account',
    ],
    [
      `${create} because no service control policy allows the codecommit:CreateRepository action`,
      'The organisation of this account does not allow codecommit:CreateRepository by a service control policy, whatever rights a user or role has in the account',
      'ask the administrators of the organisation to allow codecommit:CreateRepository for this account',
    ],
    [
      `${create} with an explicit deny in a resource control policy`,
      `The organisation that ${repository} belongs to denies codecommit:CreateRepository by a resource control policy`,
      'ask the administrators of that organisation to allow codecommit:CreateRepository',
    ],
    [
      `${create} because no permissions boundary allows the codecommit:CreateRepository action`,
      'The permissions boundary of this user or role does not allow codecommit:CreateRepository, so that a further right alone changes nothing',
      'ask whoever manages users and roles of this account to allow codecommit:CreateRepository in the permissions boundary',
    ],
    [
      `${create} because no session policy allows the codecommit:CreateRepository action`,
      'This session was begun with a policy of its own, which does not allow codecommit:CreateRepository whatever its role may do',
      'sign in without that session policy, or with one that allows codecommit:CreateRepository',
    ],
    [
      `${user} s3:GetObject on resource: "arn:aws:s3:::shared/x" with an explicit deny in a resource-based policy`,
      'The policy of arn:aws:s3:::shared/x itself denies s3:GetObject',
      'ask the owner of arn:aws:s3:::shared/x to allow s3:GetObject in its policy',
    ],
    [
      `${create} because no VPC endpoint policy allows the codecommit:CreateRepository action`,
      'The VPC endpoint that the request went through does not allow codecommit:CreateRepository by its policy',
      "ask the administrators of the network to allow codecommit:CreateRepository in the endpoint's policy",
    ],
  ])('%s', (words, what, ask) => {
    expect(obstacleIn(words)).toEqual({ what, ask });
  });

  test('a right that is simply missing is no obstacle', () => {
    const words = `${create} because no identity-based policy allows the codecommit:CreateRepository action`;
    expect(obstacleIn(words)).toBeUndefined();
  });
});

test('a new account that may run no builds yet is told so', () => {
  const words =
    'Error calling startBuild: Cannot have more than 0 builds in queue for the account (Service: AWSCodeBuild; Status Code: 400; Error Code: AccountLimitExceededException; Request ID: x; Proxy: null)';
  expect(obstacleIn(words)).toEqual({
    what: 'AWS does not let this account run any builds yet, as it is with some new accounts',
    ask: expect.stringMatching(
      /^ask AWS to raise CodeBuild's quotas for concurrently running builds/,
    ),
  });
  expect(obstacleIn(words.replace(' 0 ', ' 20 '))?.what).toBe(
    'This account has as many builds as AWS lets it run at once',
  );
});

test('an account that CodeCommit is closed to is told so', () => {
  const words =
    'CreateRepository request is not allowed because there is no existing repository in this AWS account or AWS Organization (Service: AWSCodeCommit; Status Code: 400; Error Code: OperationNotAllowedException; Request ID: x; Proxy: null)';
  expect(obstacleIn(words)?.ask).toContain('ask AWS Support to open CodeCommit to this account');
});

describe('the right that a denial names', () => {
  test.each([
    [
      `${create} because no identity-based policy allows the codecommit:CreateRepository action`,
      { action: 'codecommit:CreateRepository', resource: repository },
    ],
    [
      `Resource handler returned message: "${create} because no identity-based policy allows it (Service: CodeCommit, Status Code: 403)"`,
      { action: 'codecommit:CreateRepository', resource: repository },
    ],
    [`${user} ec2:DescribeVpcs on resource: *`, { action: 'ec2:DescribeVpcs', resource: '*' }],
    [`${user} ec2:DescribeVpcs`, { action: 'ec2:DescribeVpcs', resource: '*' }],
  ])('of "%s"', (words, right) => {
    expect(missingRightIn(words)).toEqual(right);
  });

  test.each([
    `${create} because no permissions boundary allows the codecommit:CreateRepository action`,
    `${create} with an explicit deny in an identity-based policy`,
    'Bucket already exists',
  ])('is none where a right would not help: %s', (words) => {
    expect(missingRightIn(words)).toBeUndefined();
  });
});
