/**
 * How deeply a JSON or YAML text nests, at most: brackets that stand open at once, list and key marks at the start of
 * one line, or columns of indentation by two.
 *
 * Asked before a text goes to a recursive parser. A thrown RangeError could be caught, but V8 ends the whole process
 * where it has to compile a regular expression with next to no stack left.
 */
export function nestingOf(text: string): number {
  let open = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '[' || character === '{') open += 1;
    else if ((character === ']' || character === '}') && open > 0) open -= 1;
    if (open > deepest) deepest = open;
  }
  for (const [marks] of text.matchAll(/^[ \t?:-]+/gm)) {
    const columns = marks.length / 2;
    if (columns > deepest) deepest = columns;
  }
  return Math.floor(deepest);
}
