import { GitenvError, systemCode } from '../../lib/errors';
import { HiddenLine } from './hidden-line';

/** What a value is read from: standard input. */
export type ValueSource = NodeJS.ReadableStream & {
  readonly isTTY?: boolean;
  setRawMode?(mode: boolean): unknown;
};

export interface ValueRequest {
  /** Says on a terminal what is asked for. */
  readonly prompt: string;
  /** Nothing longer is wanted, so that reading ends there. */
  readonly longest: number;
  readonly canAsk: boolean;
  readonly show: (text: string) => void;
  /** Ctrl-C, which a terminal that shows nothing hands over as a character. */
  readonly interrupt: () => void;
}

// Pasted text is then marked, so that its newlines do not end the value, nor what follows reach the shell.
const [markPastes, leavePastes] = ['\u001b[?2004h', '\u001b[?2004l'];

/**
 * Reads a value whole from a file or program, or a line that nobody sees from a terminal.
 * @throws GitenvError CONFIRMATION_NEEDED on a terminal where nobody can be asked; DECLINED for Ctrl-D; NOT_READABLE
 */
export async function readValue(source: ValueSource, request: ValueRequest): Promise<Uint8Array> {
  if (!source.isTTY) return readWhole(source, request.longest);
  if (request.canAsk) return readHidden(source, request);
  throw new GitenvError('CONFIRMATION_NEEDED', 'Nobody is here to type the value', {
    advice: 'Give it on standard input.',
  });
}

async function readWhole(source: ValueSource, longest: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of source) {
      chunks.push(Buffer.from(chunk));
      size += chunk.length;
      // The newline that is taken off may come on top.
      if (size > longest + 2) break;
    }
  } catch (cause) {
    const code = systemCode(cause);
    throw new GitenvError('NOT_READABLE', `Standard input cannot be read (${code})`, { cause });
  }
  return Buffer.concat(chunks);
}

async function readHidden(source: ValueSource, request: ValueRequest): Promise<Uint8Array> {
  const line = new HiddenLine();
  request.show(`${request.prompt}${markPastes}`);
  source.setRawMode?.(true);
  await new Promise<void>((resolve) => {
    source.once('end', resolve).on('data', (chunk: Buffer) => {
      line.type(chunk);
      if (line.end !== undefined) resolve();
    });
  });
  source.removeAllListeners('data').pause();
  source.setRawMode?.(false);
  request.show(`${leavePastes}\n`);
  if (line.end === 'interrupted') request.interrupt();
  if (line.end === 'entered') return line.bytes;
  throw new GitenvError('DECLINED', 'Nothing was changed');
}
