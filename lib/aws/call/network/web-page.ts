import type { IncomingMessage } from 'node:http';

/** The name of the failure that a web page has answered in AWS's place. */
export const webPage = 'WebPage';

/** What AWS's services never answer, but for a load balancer before them that has nobody to ask: that is its 503. */
export function isWebPage({ statusCode = 0, headers }: IncomingMessage, text: string): boolean {
  if (statusCode >= 500) return false;
  const isHtml = /^text\/html\b/i.test(headers['content-type'] ?? '');
  const isElsewhere = statusCode >= 300 && statusCode < 400 && headers.location !== undefined;
  return isHtml || isElsewhere || /^\s*<(!doctype html|html)\b/i.test(text);
}
