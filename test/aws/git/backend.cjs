// Git's own server for HTTP, on a port that the system chooses: what gitenv says to repositories has to be git to git.
const { spawn } = require('node:child_process');
const http = require('node:http');

const root = process.argv[2];
const server = http.createServer((request, response) => {
  const { pathname, search } = new URL(request.url, 'http://localhost');
  const cgi = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
      REMOTE_USER: 'somebody',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  request.pipe(cgi.stdin);
  const chunks = [];
  cgi.stdout.on('data', (chunk) => chunks.push(chunk));
  cgi.on('close', () => {
    const all = Buffer.concat(chunks);
    const at = all.indexOf('\r\n\r\n');
    const status = /^Status: (\d+)/m.exec(all.subarray(0, at).toString())?.[1];
    response.writeHead(Number(status ?? 200)).end(all.subarray(at + 4));
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on('end', () => process.exit()).resume();
