// Stands between a client and an AWS, and holds each request for so many ms: `far-away.mjs <endpoint> <ms>`. Prints where it is.
import http from 'node:http';

const [, , endpoint, delay] = process.argv;
const { hostname, port } = new URL(endpoint);
const agent = new http.Agent({ keepAlive: true });

const server = http.createServer((incoming, outgoing) => {
  const chunks = [];
  incoming.on('data', (chunk) => chunks.push(chunk));
  incoming.on('end', () => setTimeout(() => pass(incoming, chunks, outgoing), Number(delay)));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));

function pass({ method, url, headers }, chunks, outgoing) {
  const options = { hostname, port, method, path: url, headers, agent };
  const onward = http.request(options, (reply) => {
    outgoing.writeHead(reply.statusCode, reply.headers);
    reply.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  onward.end(Buffer.concat(chunks));
}
