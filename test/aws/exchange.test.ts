import net from 'node:net';
import { post } from '../../lib/aws/exchange';

const servers: net.Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((it) => new Promise((done) => it.close(done)))));

/** A server that says exactly this, whatever it is asked. @returns its address, and what it was asked */
async function serve(...said: (string | Buffer)[]): Promise<{ url: URL; asked: () => string }> {
  const heard: Buffer[] = [];
  const server = net.createServer((socket) => {
    socket.on('data', (bytes) => {
      heard.push(bytes);
      for (const piece of said.splice(0)) socket.write(piece);
      socket.end();
    });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as net.AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/a?b=c`),
    asked: () => Buffer.concat(heard).toString('utf8'),
  };
}

describe('a request and its reply', () => {
  test('are HTTP as servers speak it', async () => {
    const { url, asked } = await serve(
      'HTTP/1.1 404 Not Found\r\nX-Amzn-ErrorType: Gone\r\nContent-Length: 3\r\n\r\nñ!',
    );
    const reply = await post(url, { host: url.host, 'x-amz-date': 'today' }, '{"ä":1}');
    expect(reply).toMatchObject({
      statusCode: 404,
      headers: { 'x-amzn-errortype': 'Gone' },
      body: 'ñ!',
    });
    expect(asked().split('\r\n')).toEqual([
      'POST /a?b=c HTTP/1.1',
      `host: ${url.host}`,
      'x-amz-date: today',
      'content-length: 8',
      'connection: close',
      '',
      '{"ä":1}',
    ]);
  });

  test('may come in chunks, cut anywhere, after a word that they will come', async () => {
    const chunks = Buffer.from('5;x=y\r\n{"ä"\r\nA\r\n:1,"b":2}\n\r\n0\r\nTrailer: x\r\n\r\n');
    const { url } = await serve(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encod',
      'ing: chunked\r\n\r\n',
      chunks.subarray(0, 10),
      chunks.subarray(10),
    );
    expect(await post(url, {}, '')).toMatchObject({ statusCode: 200, body: '{"ä":1,"b":2}\n' });
  });

  test('may be as long as the connection lasts', async () => {
    const { url } = await serve('HTTP/1.0 200 OK\r\n\r\nall of it');
    expect(await post(url, {}, '')).toMatchObject({ body: 'all of it' });
  });

  test.each([
    ['no reply', ''],
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-'],
    ['less than was announced', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'],
    ['half a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf'],
    ['no last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['something else', 'SSH-2.0-x\r\n\r\n\r\n'],
  ])('are lost with %s', async (_, said) => {
    const { url } = await serve(said);
    await expect(post(url, {}, '')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('fail with the code of the network where nobody listens', async () => {
    const { url } = await serve();
    await new Promise((done) => servers.splice(0)[0]?.close(done));
    await expect(post(url, {}, '')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
