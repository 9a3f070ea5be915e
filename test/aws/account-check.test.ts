import { checkAccount } from '../../lib/aws/account/account-check';

const expected = {
  profile: 'team-dev',
  environment: 'dev',
  region: 'eu-west-1',
  account: '111111111111',
};

afterEach(() => {
  delete process.env.GITENV_CREDENTIALS;
});

test('keys that stand in for a profile are spoken of as keys, and asked about without it', () => {
  process.env.GITENV_CREDENTIALS = 'environment';
  expect(() => checkAccount(expected, '222222222222')).toThrow(
    expect.objectContaining({
      message:
        "The keys in AWS_ACCESS_KEY_ID belong to account 222222222222, but 'dev' is account 111111111111; nothing was changed.",
      hint: 'aws sts get-caller-identity',
    }),
  );
});
