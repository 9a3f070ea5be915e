/** An archive that is not one, or that would write outside its folder. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}
