import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { PageData } from './page/common/data';

/** Whether the page hears of what happens, or is a file that stays as it is. */
export interface Document {
  readonly data: PageData;
  readonly isLive: boolean;
}

/**
 * One file that needs nothing else: no address outside of it is ever asked. The policy names its own two parts by their digest, so
 * that nothing that others wrote could run.
 * @param folder where the build has put the page's parts
 */
export function htmlOf({ data, isLive }: Document, folder: string): string {
  const [script, style] = ['page.js', 'page.css'].map((name) => read(folder, name));
  const { staticPage } = require(path.join(folder, 'static.cjs')) as {
    staticPage(data: PageData): string;
  };
  const policy = [
    "default-src 'none'",
    `script-src '${digestOf(script)}'`,
    `style-src '${digestOf(style)}'`,
    ...(isLive ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    `<html lang="en"${isLive ? ' data-live="yes"' : ''}>`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escaped(data.application)}: releases</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<div id="root">${staticPage(data)}</div>`,
    `<script type="application/json" id="data">${jsonIn(data)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function read(folder: string, name: string): string {
  return fs.readFileSync(path.join(folder, name), 'utf8');
}

function digestOf(text: string | undefined): string {
  return `sha256-${createHash('sha256')
    .update(text ?? '')
    .digest('base64')}`;
}

/** No text inside can end the element, or begin another one. */
export function jsonIn(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
