/** Paths that name something outside the source folder, or that cannot be looked for. */
export class SelectionError extends Error {
  override readonly name = 'SelectionError';
}
