/** An access key id, permanent or temporary. */
const accessKeyId = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;

/** Replaces secrets in lines of a log. Only exact copies are found: an encoded one (base64, JSON) is not. */
export class Mask {
  private secrets: readonly string[] = [];

  /** A value of several lines is hidden line by line, since a log has only lines. */
  add(value: string): void {
    const parts = value.split(/\r?\n/).filter((part) => part.trim().length > 1);
    this.secrets = [...new Set([...this.secrets, ...parts])].sort((a, b) => b.length - a.length);
  }

  hide(line: string): string {
    const hidden = this.secrets.reduce((text, secret) => text.replaceAll(secret, '***'), line);
    return hidden.includes('AKIA') || hidden.includes('ASIA')
      ? hidden.replace(accessKeyId, '***')
      : hidden;
  }
}
