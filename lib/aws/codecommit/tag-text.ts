import { inflateSync } from 'node:zlib';
import { askService, type GitSpeaker } from './git-request';
import { flush, packetLines, pktLine } from './pkt-line';

/** Type of an annotated tag in a pack, and where its size ends. */
const tagType = 4;

/**
 * What an annotated tag says, as git keeps it. Nothing else is fetched, since the server is told that its commit is here.
 * @param tag the tag object
 * @param commit what it points at, by its name
 * @returns undefined if the repository does not hand out exactly that one object
 */
export async function tagText(
  speaker: GitSpeaker,
  cloneUrl: string,
  { tag, commit }: { readonly tag: string; readonly commit: string },
): Promise<string | undefined> {
  const question = [pktLine(`want ${tag} no-progress\n`), flush, pktLine(`have ${commit}\n`)];
  const body = Buffer.concat([...question, pktLine('done\n')]);
  const answer = await askService(speaker, cloneUrl, 'git-upload-pack', body);
  const { rest } = packetLines(answer);
  if (rest.toString('latin1', 0, 4) !== 'PACK' || rest.readUInt32BE(8) !== 1) return undefined;
  return firstObject(rest.subarray(12));
}

function firstObject(entry: Buffer): string | undefined {
  const [first = 0] = entry;
  if (((first >> 4) & 7) !== tagType) return undefined;
  const end = entry.findIndex((byte) => (byte & 0x80) === 0);
  // What follows the object is the pack's own checksum.
  return inflateSync(entry.subarray(end + 1), { maxOutputLength: 1 << 20 }).toString('utf8');
}
