/** A text as a regular expression that fits it alone. */
export function literal(text: string): string {
  return text.replace(/[.+^$*?{}()|[\]\\]/g, '\\$&');
}

/** What a shell or another interpreter runs of a program: a comment makes nothing. */
export function withoutComments(text: string): string {
  return text.replace(/^\s*#.*$/gm, '');
}
