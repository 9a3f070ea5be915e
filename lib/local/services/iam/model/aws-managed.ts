const allow = (Action: string | string[]) => ({ Effect: 'Allow', Action, Resource: '*' });
const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

/**
 * Policies of AWS's own whose text is on this machine.
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html)
 */
const documents: Readonly<Record<string, string>> = {
  // Of this one what it says of the services that are on this machine.
  ReadOnlyAccess: document(
    allow(
      [
        'cloudfront: Describe* Get* List*',
        'cloudformation: Describe* Detect* Estimate* Get* List* ValidateTemplate',
        'codebuild: BatchGet* DescribeCodeCoverages DescribeTestCases GetReportGroupTrend List*',
        'codecommit: BatchDescribe* BatchGet* Describe* EvaluatePullRequestApprovalRules Get* GitPull List*',
        'codepipeline: Get* List*',
        'ecr: BatchCheck* BatchGet* Describe* Get* List*',
        'ecs: Describe* List*',
        'events: Describe* List* Test*',
        'iam: Generate* Get* List* Simulate*',
        'kms: Describe* Get* List*',
        'lambda: Get* List*',
        'logs: Describe* FilterLogEvents Get* ListTagsForResource',
        's3: DescribeJob Get* List*',
        'scheduler: GetSchedule GetScheduleGroup ListScheduleGroups ListSchedules ListTagsForResource',
        'secretsmanager: DescribeSecret GetResourcePolicy List*',
        'sns: Get* List*',
        'sqs: Get* List* Receive*',
        'ssm: Describe* Get* List*',
        'sts: GetAccessKeyInfo GetCallerIdentity GetSessionToken',
      ].flatMap((line) => {
        const [service, names = ''] = line.split(': ');
        return names.split(' ').map((name) => `${service}:${name}`);
      }),
    ),
  ),
  AdministratorAccess: document(allow('*')),
  PowerUserAccess: document(
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
    allow([
      'account:GetAccountInformation',
      'account:GetPrimaryEmail',
      'account:ListRegions',
      'iam:CreateServiceLinkedRole',
      'iam:DeleteServiceLinkedRole',
      'iam:ListRoles',
      'organizations:DescribeEffectivePolicy',
      'organizations:DescribeOrganization',
    ]),
  ),
};

/** @returns undefined for one whose text is not on this machine */
export function awsManagedDocument(arn: string): string | undefined {
  const name = arn.split('/').at(-1) ?? '';
  return Object.hasOwn(documents, name) ? documents[name] : undefined;
}
