import type http from 'node:http';
import type { Duplex } from 'node:stream';
import { ServiceError } from '../base/service-error';

/** Answers what is not HTTP, or too much of it, in the shape of AWS's errors. Node has parsed no request by then. */
export function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, reason, type, message] = refusalOf(error.code);
  const body = JSON.stringify({ __type: type, message });
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      'content-type: application/x-amz-json-1.1',
      `x-amzn-errortype: ${type}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function refusalOf(code: string | undefined): readonly [number, string, string, string] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return [
        431,
        'Request Header Fields Too Large',
        'RequestHeaderSectionTooLarge',
        'The headers of the request are too large.',
      ];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, 'Request Timeout', 'RequestTimeout', timeoutMessage];
    default:
      return [400, 'Bad Request', 'BadRequest', 'The request is not HTTP.'];
  }
}

const timeoutMessage =
  'Your socket connection to the server was not read from or written to within the timeout period.';

/**
 * Gives up on a request whose body has stopped coming: answers, unless an answer is on its way, and lets whoever
 * reads the body know. While a whole request is worked on, or what has come is not taken yet, however long, nothing
 * happens.
 */
export function refuseStalled(
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
  milliseconds: number,
): void {
  // With a listener here, a silent socket is not closed while its request is worked on.
  outgoing.on('timeout', () => undefined);
  incoming.setTimeout(milliseconds, () => {
    const { socket } = incoming;
    const { bytesRead } = socket;
    // By then what came while this process was kept from reading has been read.
    setImmediate(() => {
      if (incoming.complete || incoming.destroyed) return;
      if (incoming.readableLength > 0 || socket.bytesRead > bytesRead)
        socket.setTimeout(milliseconds);
      else giveUp(incoming, outgoing);
    });
  });
}

function giveUp(incoming: http.IncomingMessage, outgoing: http.ServerResponse): void {
  const error = new ServiceError('RequestTimeout', timeoutMessage, 408);
  if (outgoing.headersSent) {
    incoming.destroy(error);
    return;
  }
  const body = JSON.stringify({ __type: error.code, message: error.message });
  outgoing.writeHead(error.status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-errortype': error.code,
    connection: 'close',
  });
  outgoing.end(body, () => incoming.destroy(error));
}
