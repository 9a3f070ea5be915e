import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { LinkStore } from './links.js';
import { render } from './page.js';

/**
 * Answers GET / (a page), GET /health, POST /links {"url"} and GET /<id> (a redirect).
 * @param config one file of config/
 * @param about what /health reports: the environment and the commit that runs
 */
export function createServer(store, config, about) {
  return http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    try {
      if (request.method === 'POST' && pathname === '/links') {
        const { url } = JSON.parse(await read(request));
        return json(response, 201, store.add(url));
      }
      if (request.method !== 'GET') return json(response, 405, { error: 'use GET or POST' });
      if (pathname === '/health') return json(response, 200, { status: 'ok', ...about });
      if (pathname === '/') return html(response, render(config, store.all()));
      const link = store.find(pathname.slice(1));
      if (!link) return json(response, 404, { error: 'no such link' });
      response.writeHead(302, { location: link.url }).end();
    } catch (error) {
      json(response, 400, { error: error.message });
    }
  });
}

async function read(request) {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

function json(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
}

function html(response, page) {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
}

if (process.argv[1] === import.meta.filename) {
  const environment = process.env.ENVIRONMENT ?? 'dev';
  const config = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'config', `${environment}.json`), 'utf8'));
  const store = new LinkStore(process.env.DATA_FILE ?? 'links.json', config);
  const server = createServer(store, config, { environment, commit: process.env.COMMIT ?? 'unknown' });
  server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
}
