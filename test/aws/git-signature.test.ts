import { signingKey } from '../../lib/aws/call/signature-v4';
import { signGitAddress } from '../../lib/aws/codecommit/git-signature';

const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const long = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey };
const january = new Date('2024-01-02T03:04:05.678Z');

describe('the signature of a git address', () => {
  test('is the one AWS’s own clients make', () => {
    const url = 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/MyDemoRepo';
    expect(signGitAddress(url, 'us-east-1', long, january)).toEqual({
      username: 'AKIAIOSFODNN7EXAMPLE',
      password: '20240102T030405Z1799614b9b68764a809f2719c059de39446aa95c148190e0907d30632a0fb73f',
    });
  });

  test('carries the session token in the user name', () => {
    const sessionToken = 'FwoGZXIvYXdzEXAMPLE//////////wEaDtoken+with/slash=';
    const url = 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/my-repo';
    const credentials = { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey, sessionToken };
    expect(signGitAddress(url, 'eu-west-1', credentials, new Date('2025-11-25T23:59:59Z'))).toEqual(
      {
        username: `ASIAIOSFODNN7EXAMPLE%${sessionToken}`,
        password:
          '20251125T235959Za02dba4db6bcef3d7c6c2b5184037a7c29d32411007a50b8a7c041534774894d',
      },
    );
  });

  test.each([
    ['localhost', '9731a7dfcd62f4925e49062a95cf2077a7cc84471cdece1cc481e90c7b6eec17'],
    ['localhost:4566', '31305221a48818f20ed3e195654c79177166b48edf67ce93688eb870188a1ee2'],
  ])('covers the host as written, with its port: %s', (host, signature) => {
    const login = signGitAddress(`http://${host}/v1/repos/MyDemoRepo`, 'us-east-1', long, january);
    expect(login.password).toBe(`20240102T030405Z${signature}`);
  });

  test('derives its key as Signature Version 4 says', () => {
    expect(signingKey(secretAccessKey, '20240102', 'us-east-1', 'codecommit').toString('hex')).toBe(
      '3af989e5907a7af6e9c06d9f4a0c08a400fdc5b02a596e6f3e1200809467ef30',
    );
  });
});
