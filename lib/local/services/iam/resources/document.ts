/** A policy document as IAM's operations take it: templates may write it as JSON or as text. */
export function documentText(document: unknown): string {
  return typeof document === 'string' ? document : JSON.stringify(document);
}
