import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../../../base/context';
import type { HttpReply, HttpRequest } from '../../../base/http';
import { startGit } from '../git/process';
import { gitDirectoryOf, type Repository } from '../model/records';
import { bodyOf, uncached } from './body';
import { flushPacket, packet } from './pktline';

/** Answers a fetch; git streams the pack and this server keeps none of it. */
export function uploadPack(
  request: HttpRequest,
  repository: Repository,
  context: Context,
): HttpReply {
  const gitdir = gitDirectoryOf(repository, context);
  const git = startGit(['upload-pack', '--stateless-rpc', gitdir], protocolOf(request));
  git.stderr.resume();
  context.work(pipeline(bodyOf(request), git.stdin).catch(() => git.stdin.destroy()));
  // A client that hangs up closes the pipe, and git ends with it.
  git.stdout.once('close', () => git.kill());
  return {
    status: 200,
    headers: { 'content-type': 'application/x-git-upload-pack-result', ...uncached },
    body: git.stdout,
  };
}

/** The refs a repository offers, with which every fetch and push begins. */
export function advertise(
  service: string,
  request: HttpRequest,
  repository: Repository,
  context: Context,
): HttpReply {
  const gitdir = gitDirectoryOf(repository, context);
  const protocol = service === 'git-upload-pack' ? protocolOf(request) : {};
  const command = service.slice('git-'.length);
  const git = startGit([command, '--stateless-rpc', '--advertise-refs', gitdir], protocol);
  git.stderr.resume();
  git.stdin.end();
  const body = new PassThrough();
  if (protocol.GIT_PROTOCOL !== 'version=2')
    body.write(Buffer.concat([packet(`# service=${service}\n`), flushPacket]));
  context.work(pipeline(git.stdout, body).catch(() => git.kill()));
  return {
    status: 200,
    headers: { 'content-type': `application/x-${service}-advertisement`, ...uncached },
    body,
  };
}

/** The protocol version the client asks for, as git reads it; nothing else of the header gets through. */
function protocolOf({ headers }: HttpRequest): { GIT_PROTOCOL?: string } {
  const version = /(?:^|:)version=([12])(?:$|:)/.exec(String(headers['git-protocol'] ?? ''))?.[1];
  return version === undefined ? {} : { GIT_PROTOCOL: `version=${version}` };
}
