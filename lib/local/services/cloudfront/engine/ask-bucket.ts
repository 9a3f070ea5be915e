import type { Readable } from 'node:stream';
import type { HeadObjectOutput } from '@aws-sdk/client-s3';
import { principalOf } from '../../../base/caller';
import type { Context } from '../../../base/context';
import type { HttpReply, HttpRequest } from '../../../base/http';
import { ServiceError } from '../../../base/service-error';
import { escapeXml } from '../../../protocol/xml';
import { distributionArn, type StoredDistribution } from '../model/records';
import type { Lead } from './behavior';

/** Asks for an object as CloudFront: with what the bucket's policy allows to this distribution, and with nothing else. */
export async function askBucket(
  { bucket, region, key }: Lead,
  request: HttpRequest,
  distribution: StoredDistribution,
  context: Context,
): Promise<HttpReply> {
  const sourceArn = distributionArn(distribution);
  const service = { name: 'cloudfront.amazonaws.com', sourceArn };
  const asking = context.as(principalOf(service, distribution.account)).in(region);
  const isHead = request.method === 'HEAD';
  const { range, 'if-none-match': IfNoneMatch } = request.headers;
  const input = {
    ...{ Bucket: bucket, Key: key },
    ...(range !== undefined && !isHead && { Range: range }),
    ...(IfNoneMatch !== undefined && { IfNoneMatch }),
  };
  try {
    const found = await asking.call<HeadObjectOutput & { Body?: Readable }>(
      's3',
      isHead ? 'HeadObject' : 'GetObject',
      input,
    );
    return replyOf(found);
  } catch (error) {
    if (error instanceof ServiceError) return failureOf(error, isHead);
    throw error;
  }
}

function replyOf({ Body, ...head }: HeadObjectOutput & { Body?: Readable }): HttpReply {
  const headers = {
    'content-type': head.ContentType ?? 'binary/octet-stream',
    'content-length': head.ContentLength?.toString(),
    'content-range': head.ContentRange,
    'content-encoding': head.ContentEncoding,
    'content-language': head.ContentLanguage,
    'content-disposition': head.ContentDisposition,
    'cache-control': head.CacheControl,
    etag: head.ETag,
    'last-modified': head.LastModified?.toUTCString(),
    'accept-ranges': 'bytes',
  };
  const status = head.ContentRange === undefined ? 200 : 206;
  return { status, headers: present(headers), ...(Body && { body: Body }) };
}

/** What S3 says of an error is handed on as it is. */
function failureOf({ status, code, message, members }: ServiceError, isHead: boolean): HttpReply {
  if (status === 304) return { status, headers: present({ etag: members.ETag?.toString() }) };
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, ...(!isHead && { body }) };
}

function present(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
