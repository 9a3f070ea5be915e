import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { serviceCaller } from '../../../base/caller';
import type { Context } from '../../../base/context';
import type { HttpReply, HttpRequest } from '../../../base/http';
import type { Gate, Route } from '../../../base/service';
import type { Records } from '../../../base/store';
import { layerFile, layersOf, type Opened, repositoriesOf } from './records';

/** What an address that was handed out gives. */
interface Grant {
  readonly token: string;
  readonly repositoryName: string;
  readonly digest: string;
  readonly expiresAt: string;
}

const prefix = '/_ecr/layers/';
const lifetimeMs = 60 * 60_000;

const grantsOf = (home: Context): Records<Grant> => home.records('ecr/downloads');

/** An address that gives a layer to whoever knows it, for an hour. */
export function downloadUrl({ repository, home }: Opened, digest: string): string {
  const now = home.now();
  const grants = grantsOf(home);
  for (const { token, expiresAt } of grants.list())
    if (expiresAt <= now.toISOString()) grants.delete(token);
  const token = randomBytes(32).toString('hex');
  const expiresAt = new Date(now.getTime() + lifetimeMs).toISOString();
  grants.put(token, { token, repositoryName: repository.name, digest, expiresAt });
  return `${home.endpoint}${prefix}${home.account}/${home.region}/${token}`;
}

/** Layers at the addresses that `GetDownloadUrlForLayer` hands out. */
export const layerRoute: Route = { prefix, handle };

async function handle(request: HttpRequest, gate: Gate): Promise<HttpReply> {
  const [account = '', region = '', token = ''] = request.path.slice(prefix.length).split('/');
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405 };
  const isPlace = /^\d{12}$/.test(account) && gate.regionsOf(account).includes(region);
  const home = isPlace ? gate.context(serviceCaller(account), region) : undefined;
  const grant = home && grantsOf(home).get(token);
  if (!home || !grant || grant.expiresAt <= gate.now().toISOString())
    return { status: 403, body: 'The address is unknown or has expired.\n' };
  const repository = repositoriesOf(home).get(grant.repositoryName);
  const layer = repository && layersOf({ repository, home }).get(grant.digest);
  if (!layer) return { status: 404, body: 'The layer is not there any more.\n' };
  const headers = {
    'content-type': 'application/octet-stream',
    'content-length': String(layer.size),
  };
  if (request.method === 'HEAD') return { status: 200, headers };
  // Opened at once, so that deleting the repository does not end a reading that has begun.
  const fd = fs.openSync(layerFile({ repository, home }, grant.digest), 'r');
  return { status: 200, headers, body: fs.createReadStream('', { fd }) };
}
