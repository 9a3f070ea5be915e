const graphemes = new Intl.Segmenter();

const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|\ufe0f/u;
const invisible = /^[\p{M}\p{Cf}]+$/u;
/** One column a character, which is told at a glance; the segmenter takes a thousand times as long. */
const plain = /^[\x20-\x7e]*$/;

/** Columns of a terminal that a text without control characters takes: two for a wide character, none for a mark. */
export function columnsOf(text: string): number {
  if (plain.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += columnsOfOne(segment);
  return columns;
}

/** Cut to a number of columns, never within a character, with a sign that it was. No more is looked at than fits. */
export function cutToColumns(text: string, columns: number): string {
  if (columns <= 0) return columnsOf(text) <= columns ? text : '';
  if (plain.test(text)) return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`;
  let [cut, used] = ['', 0];
  let room = '';
  for (const { segment } of graphemes.segment(text)) {
    if (used <= columns - 1) cut = room;
    used += columnsOfOne(segment);
    if (used > columns) return `${cut}…`;
    room += segment;
  }
  return text;
}

/** Broken between words into lines of so many columns; a word that is longer has a line of its own. */
export function wrapToColumns(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && columnsOf(`${last} ${word}`) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function columnsOfOne(segment: string): number {
  if (invisible.test(segment)) return 0;
  return wide.test(segment) ? 2 : 1;
}
