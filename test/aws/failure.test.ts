import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { translateFailure } from '../../lib/aws/call/failure';
import { GitenvError } from '../../lib/errors';
import { useAwsFiles } from './aws-files';

let files: ReturnType<typeof useAwsFiles>;
beforeEach(() => {
  files = useAwsFiles('');
});
afterEach(() => files.restore());

function named(name: string, message: string, status?: number): Error {
  const error = Object.assign(new Error(message), { name });
  return status === undefined
    ? error
    : Object.assign(error, { $metadata: { httpStatusCode: status } });
}

/** What the network really throws when nothing listens on a port. */
async function refusedConnection(): Promise<{ endpoint: string; error: unknown }> {
  const server = http.createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise((done) => server.close(done));
  const error = await new Promise((done) => http.get(endpoint).on('error', done));
  return { endpoint, error };
}

describe('a failure of AWS or the network', () => {
  test('names the host, and the command that starts the server, when nothing listens on this machine', async () => {
    const { endpoint, error } = await refusedConnection();
    expect(translateFailure(error, { profile: 'dev', endpoint })).toMatchObject({
      code: 'UNREACHABLE',
      exitCode: 5,
      message: `${new URL(endpoint).host} cannot be reached (ECONNREFUSED).`,
      hint: 'gitenv local up',
    });
  });

  test('finds the network’s error inside the one the SDK wraps it in', async () => {
    const { error } = await refusedConnection();
    const wrapped = new AggregateError([error], 'all addresses failed');
    expect(translateFailure(wrapped, { profile: 'dev' })).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(/^127\.0\.0\.1:\d+ cannot be reached/),
      advice: 'Check the network connection and the region.',
    });
  });

  test.each([
    ['ExpiredTokenException', 'expired', 400, 'EXPIRED_CREDENTIALS', 4],
    ['ExpiredToken', 'expired', 403, 'EXPIRED_CREDENTIALS', 4],
    [
      'UnrecognizedClientException',
      'The security token is invalid.',
      400,
      'REFUSED_CREDENTIALS',
      4,
    ],
    ['SignatureDoesNotMatch', 'Check your key', 403, 'REFUSED_CREDENTIALS', 4],
    [
      'InvalidSignatureException',
      'Signature expired: 1 is now earlier than 2',
      400,
      'CLOCK_SKEW',
      4,
    ],
    ['RequestTimeTooSkewed', 'too large', 403, 'CLOCK_SKEW', 4],
    [
      'AccessDeniedException',
      'with an explicit deny in a service control policy',
      400,
      'ACCESS_DENIED',
      4,
    ],
    ['ThrottlingException', 'Rate exceeded', 400, 'THROTTLED', 5],
    ['ValidationException', 'no', 400, 'AWS_REFUSED', 5],
  ])('%s (%s, HTTP %i) is %s', (name, message, status, code, exitCode) => {
    expect(translateFailure(named(name, message, status), { profile: 'p' })).toMatchObject({
      code,
      exitCode,
    });
  });

  test('passes AWS’s own text on where access is denied, because it says which policy', () => {
    const error = named('AccessDenied', 'with an explicit deny in a service control policy', 403);
    expect(translateFailure(error, { profile: 'prd' })).toMatchObject({
      clause:
        "AWS denied access with profile 'prd': with an explicit deny in a service control policy",
      further: expect.stringContaining('by a service control policy'),
      advice: expect.stringContaining(
        'Ask the administrators of the organisation to allow that for this account.',
      ),
    });
  });

  test('leaves a GitenvError and a bug as they are', () => {
    const own = new GitenvError('USAGE', 'x');
    const bug = new TypeError('undefined is not a function');
    expect(translateFailure(own, { profile: 'p' })).toBe(own);
    expect(translateFailure(bug, { profile: 'p' })).toBe(bug);
  });
});
