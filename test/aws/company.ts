import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';

const certificate = (name: string) => path.join(__dirname, 'certificates', name);

/** The certificates that the network of the company wants trusted. */
export const caBundle = certificate('ca.pem');

/** What answered, and by which way it was asked. */
export interface Company {
  /** Of the proxy. */
  readonly address: string;
  /** Addresses that the proxy was to connect to, with who asked. */
  readonly connected: { readonly to: string; readonly login: string | undefined }[];
  /** What reached AWS. */
  readonly asked: { readonly host: string; readonly what: string; readonly userAgent: string }[];
  /** Where AWS's stand-in listens on this machine. */
  readonly here: string;
  /** What the proxy answers, in place of connecting. */
  refusal: number | undefined;
  close(): Promise<void>;
}

/** A network that is left by a proxy alone, and AWS behind it, whose certificate only the company's authority vouches for. */
export async function startCompany(answers: Readonly<Record<string, object>>): Promise<Company> {
  const sockets = new Set<net.Socket>();
  const aws = https.createServer(
    {
      key: fs.readFileSync(certificate('server-key.pem')),
      cert: fs.readFileSync(certificate('server.pem')),
    },
    (request, response) => {
      const { host = '', 'user-agent': userAgent = '', 'x-amz-target': target } = request.headers;
      const what =
        String(target ?? request.url)
          .split('.')
          .pop() ?? '';
      company.asked.push({ host, what, userAgent });
      request.resume();
      response.end(JSON.stringify(answers[what] ?? {}));
    },
  );
  const proxy = http.createServer();
  proxy.on('connect', ({ url = '', headers }, client: net.Socket) => {
    company.connected.push({ to: url, login: headers['proxy-authorization'] });
    if (company.refusal) return void client.end(`HTTP/1.1 ${company.refusal} No\r\n\r\n`);
    const server = net.connect(portOf(aws), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      server.pipe(client).pipe(server);
    });
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
  });
  for (const server of [aws, proxy])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const company: Company = {
    address: `127.0.0.1:${portOf(proxy)}`,
    here: `https://127.0.0.1:${portOf(aws)}`,
    connected: [],
    asked: [],
    refusal: undefined,
    async close() {
      for (const socket of sockets) socket.destroy();
      for (const server of [aws, proxy]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
  return company;
}

function portOf(server: http.Server): number {
  return (server.address() as AddressInfo).port;
}
