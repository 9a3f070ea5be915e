import { flushPacket, packet, takePackets } from './pktline';

const reportBand = 1;
/** side-band-64k: 65,520 bytes a packet, less its length and its band. */
const largestContent = 65_515;

/**
 * Splits what `git receive-pack` writes: progress and messages go on to the client at once, the report is held back
 * until the push is settled.
 */
export class ReportHolder {
  private readonly held: Buffer[] = [];
  private rest: Buffer = Buffer.alloc(0);

  /** @param banded whether the client asked for side-band-64k; without it there is nothing but the report */
  constructor(
    private readonly banded: boolean,
    private readonly pass: (progress: Buffer) => void,
  ) {}

  take(chunk: Buffer): void {
    if (!this.banded) {
      this.held.push(chunk);
      return;
    }
    const { packets, rest } = takePackets(Buffer.concat([this.rest, chunk]));
    this.rest = rest;
    for (const content of packets) {
      if (content === null) continue;
      if (content[0] === reportBand) this.held.push(content.subarray(1));
      else this.pass(packet(content));
    }
  }

  /** The report's bytes as far as they came. */
  report(): Buffer {
    return Buffer.concat(this.held);
  }
}

/** Wraps a report as the client asked for it. */
export function band(report: Buffer, banded: boolean): Buffer {
  if (!banded) return report;
  const packets: Buffer[] = [];
  for (let at = 0; at < report.length; at += largestContent)
    packets.push(
      packet(Buffer.concat([Buffer.from([reportBand]), report.subarray(at, at + largestContent)])),
    );
  return Buffer.concat([...packets, flushPacket]);
}
