const keys = {
  interrupt: 3,
  endOfInput: 4,
  backspace: 8,
  newline: 10,
  escape: 27,
  enter: 13,
  clear: 21,
  delete: 127,
};
const [pasteBegins, pasteEnds] = ['\u001b[200~', '\u001b[201~'];

/** What is typed on a terminal that shows none of it. Bytes, because a character may come in pieces. */
export class HiddenLine {
  end: 'entered' | 'abandoned' | 'interrupted' | undefined;
  private typed: number[] = [];
  private pending = '';
  private isPasted = false;

  get bytes(): Uint8Array {
    return Uint8Array.from(this.typed);
  }

  type(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (this.end !== undefined) return;
      if (this.pending !== '' || byte === keys.escape) this.sequence(byte);
      else this.key(byte);
    }
  }

  /** Gathers what a terminal sends for a key that is no character, or for the ends of what is pasted. */
  private sequence(byte: number): void {
    this.pending += String.fromCharCode(byte);
    const isComplete = /^([^[O]|\[[0-?]*[ -/]*[@-~]|O.)$/.test(this.pending.slice(1));
    if (!isComplete) return;
    if (this.pending === pasteBegins) this.isPasted = true;
    else if (this.pending === pasteEnds) this.isPasted = false;
    this.pending = '';
  }

  private key(byte: number): void {
    if (this.isPasted) {
      // Terminals send what is pasted with the newlines of the Enter key.
      this.typed.push(byte === keys.enter ? keys.newline : byte);
      return;
    }
    switch (byte) {
      case keys.interrupt:
        this.end = 'interrupted';
        return;
      case keys.endOfInput:
        this.end = this.typed.length > 0 ? 'entered' : 'abandoned';
        return;
      case keys.newline:
      case keys.enter:
        this.end = 'entered';
        return;
      case keys.backspace:
      case keys.delete:
        this.eraseCharacter();
        return;
      case keys.clear:
        this.typed = [];
        return;
      default:
        this.typed.push(byte);
    }
  }

  /** UTF-8's continuation bytes go with the one that begins the character. */
  private eraseCharacter(): void {
    while (this.typed.length > 0) if (((this.typed.pop() ?? 0) & 0xc0) !== 0x80) return;
  }
}
