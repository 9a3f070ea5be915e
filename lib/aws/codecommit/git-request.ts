import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { GitenvError } from '../../errors';
import type { Caller } from '../call/caller';
import { endWhenSilent, requesterFor } from '../call/network/exchange';
import { pauseAfter, withRetries } from '../call/retry';
import { signGitAddress } from './git-signature';

/** Whoever speaks git's own protocol to a repository, without a git and without a clone. */
export type GitSpeaker = Pick<Caller, 'region' | 'credentials' | 'caBundle' | 'lookPatience'>;

export type GitService = 'git-upload-pack' | 'git-receive-pack';

const silenceMs = 30_000;

/** What a repository says that it has. Asked again after what passes. */
export function askReferences(
  speaker: GitSpeaker,
  cloneUrl: string,
  service: GitService,
): Promise<Buffer> {
  const url = new URL(`${cloneUrl}/info/refs?service=${service}`);
  const ask = () => sendGit(speaker, cloneUrl, url, {});
  return withRetries(ask, (failure, failed) => pauseAfter(failure, failed, true));
}

/** One question of a service, with its whole answer. */
export function askService(
  speaker: GitSpeaker,
  cloneUrl: string,
  service: GitService,
  body: Buffer,
): Promise<Buffer> {
  const headers = {
    'content-type': `application/x-${service}-request`,
    accept: `application/x-${service}-result`,
  };
  return sendGit(speaker, cloneUrl, new URL(`${cloneUrl}/${service}`), headers, body);
}

async function sendGit(
  speaker: GitSpeaker,
  cloneUrl: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body?: Buffer,
): Promise<Buffer> {
  const { caBundle, lookPatience, region } = speaker;
  const login = signGitAddress(cloneUrl, region, await speaker.credentials(), new Date());
  const basic = Buffer.from(`${login.username}:${login.password}`).toString('base64');
  const request = await requesterFor(url, caBundle);
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({
      method: body ? 'POST' : 'GET',
      headers: {
        ...headers,
        authorization: `Basic ${basic}`,
        ...(body && { 'content-length': body.length }),
      },
    });
    endWhenSilent(outgoing, lookPatience?.silenceMs ?? silenceMs);
    outgoing.once('response', resolve).once('error', reject).end(body);
  });
  const bytes = await buffer(reply);
  if (reply.statusCode === 200) return bytes;
  throw refusal(reply.statusCode, bytes.toString('utf8'));
}

/** CodeCommit's git says no more than its status. */
function refusal(status: number | undefined, text: string): GitenvError {
  const code = status === 401 || status === 403 ? 'ACCESS_DENIED' : 'GIT_FAILED';
  const said = text.trim().split('\n', 1)[0]?.slice(0, 200);
  const clause = `CodeCommit's git answered with HTTP ${status}${said ? `: ${said}` : ''}`;
  return new GitenvError(code, clause);
}
