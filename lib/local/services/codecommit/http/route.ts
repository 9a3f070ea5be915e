import type { Context } from '../../../base/context';
import type { HttpReply, HttpRequest } from '../../../base/http';
import type { Gate, Route } from '../../../base/service';
import { ServiceError } from '../../../base/service-error';
import { messageOf } from '../../../values/thrown';
import { isRepositoryName, type Repository, repositoriesOf } from '../model/records';
import { gitAsks } from '../model/rights';
import { authenticate } from './authentication';
import { bodyOf } from './body';
import { type PushStart, readPushHead } from './commands';
import { advertise, uploadPack } from './fetch';
import { receivePack } from './push';

const prefix = '/v1/repos/';

/** git over HTTP, at the address `GetRepository` gives as `cloneUrlHttp`. */
export const gitRoute: Route = { prefix, handle };

async function handle(request: HttpRequest, gate: Gate): Promise<HttpReply> {
  const [name = '', ...rest] = request.path.slice(prefix.length).split('/');
  if (request.headers.authorization === undefined)
    return refusal(401, 'Sign the request.', { 'www-authenticate': 'Basic realm="CodeCommit"' });
  const caller = authenticate(request, `${prefix}${name}`, gate);
  if (!caller) return refusal(403, 'The signature is wrong, too old, or made for another address.');
  const context = gate.context(caller.credential.caller, caller.region);
  const repository = isRepositoryName(name) ? repositoriesOf(context).get(name) : undefined;
  if (!repository) return refusal(404, `There is no repository ${name} in ${caller.region}.`);
  return serve(request, rest.join('/'), repository, context).catch(asRefusal);
}

/** What a policy forbids is told to git as text, since it reads no JSON. */
function asRefusal(error: unknown): HttpReply {
  if (!(error instanceof ServiceError)) throw error;
  return refusal(error.status === 501 ? 501 : 403, error.message);
}

async function serve(
  request: HttpRequest,
  what: string,
  repository: Repository,
  context: Context,
): Promise<HttpReply> {
  const service = request.query.get('service') ?? '';
  const asked = `${request.method} ${what}`;
  if (asked === 'GET info/refs') {
    if (!/^git-(upload|receive)-pack$/.test(service))
      return refusal(403, 'This server speaks only the smart protocol of git.');
    const action = service === 'git-receive-pack' ? 'GitPush' : 'GitPull';
    demandGit(action, repository, [], context);
    return advertise(service, request, repository, context);
  }
  if (asked === 'POST git-upload-pack') {
    demandGit('GitPull', repository, [], context);
    return uploadPack(request, repository, context);
  }
  if (asked === 'POST git-receive-pack') return takePush(request, repository, context);
  return refusal(404, `There is nothing at ${request.path}.`);
}

async function takePush(
  request: HttpRequest,
  repository: Repository,
  context: Context,
): Promise<HttpReply> {
  let push: PushStart;
  try {
    push = await readPushHead(bodyOf(request));
  } catch (error) {
    return refusal(400, `This is not a push: ${messageOf(error)}.`);
  }
  const refs = push.head.commands.map(({ ref }) => ref);
  demandGit('GitPush', repository, refs, context);
  return receivePack(push, repository, context);
}

/**
 * The right to a request of git's: of a push for every ref that it moves. A request without a ref, such as the first of every push,
 * has no `codecommit:References`.
 * @throws AccessDeniedException
 */
function demandGit(
  action: 'GitPull' | 'GitPush',
  { name }: Repository,
  refs: readonly string[],
  context: Context,
): void {
  for (const ref of refs.length > 0 ? refs : [undefined])
    for (const ask of gitAsks(action, name, ref, context))
      context.demand(ask, (words) => new ServiceError('AccessDeniedException', words));
}

/** git shows the text of a refusal to the person at the keyboard when it is plain text. */
function refusal(status: number, text: string, headers: Record<string, string> = {}): HttpReply {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
    body: `${text}\n`,
  };
}
