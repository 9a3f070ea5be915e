import { PassThrough } from 'node:stream';
import { readValue, type ValueSource } from '../../cli/terminal/read-value';

/** A terminal as far as reading goes; what it is asked to show, and whether it echoes. */
function terminal() {
  const keys = new PassThrough();
  const shown: string[] = [];
  const modes: boolean[] = [];
  const source = Object.assign(keys, {
    isTTY: true,
    setRawMode: (mode: boolean) => modes.push(mode),
  }) as unknown as ValueSource;
  let interrupted = 0;
  const read = (canAsk = true) =>
    readValue(source, {
      prompt: 'value: ',
      longest: 100,
      canAsk,
      show: (text) => shown.push(text),
      interrupt: () => {
        interrupted += 1;
      },
    }).then((bytes) => Buffer.from(bytes).toString());
  return { keys, shown, modes, read, interrupts: () => interrupted };
}

describe('a value that is typed', () => {
  test.each([
    ['ends with Enter', ['secret\r'], 'secret'],
    ['ends with Ctrl-D', ['secret\u0004'], 'secret'],
    ['comes a key at a time', ['s', 'e', '\r'], 'se'],
    ['is mended with Backspace, a character at once', ['seé\u007f\u007fx\r'], 'sx'],
    ['is begun again with Ctrl-U', ['wrong\u0015right\r'], 'right'],
    ['leaves arrows out', ['a\u001b[D\u001b[1;5Cb\u001bOAc\r'], 'abc'],
    ['is pasted with its lines', ['\u001b[200~one\rtwo\u001b[201~', '\r'], 'one\ntwo'],
    [
      'has the control characters that are pasted',
      ['\u001b[200~a\u0003b\u001b[201~\r'],
      'a\u0003b',
    ],
    ['comes with its sequences torn', ['\u001b[20', '0~a\rb\u001b', '[201~\r'], 'a\nb'],
  ])('%s', async (_, chunks, value) => {
    const { keys, shown, modes, read } = terminal();
    const typed = read();
    for (const chunk of chunks) keys.write(chunk);
    expect(await typed).toBe(value);
    expect(modes).toEqual([true, false]);
    expect(shown.join('')).toBe('value: \u001b[?2004h\u001b[?2004l\n');
  });

  test('is none when nothing was typed, or the terminal goes away', async () => {
    const abandoned = terminal();
    const nothing = abandoned.read();
    abandoned.keys.write('\u0004');
    await expect(nothing).rejects.toMatchObject({ code: 'DECLINED' });
    const gone = terminal();
    const hungUp = gone.read();
    gone.keys.end('half');
    await expect(hungUp).rejects.toMatchObject({ code: 'DECLINED' });
    expect(gone.modes).toEqual([true, false]);
  });

  test('can be interrupted, with the terminal as it was', async () => {
    const { keys, modes, read, interrupts } = terminal();
    const typed = read();
    keys.write('half\u0003');
    await expect(typed).rejects.toMatchObject({ code: 'DECLINED' });
    expect(interrupts()).toBe(1);
    expect(modes).toEqual([true, false]);
  });

  test('is not asked for where nobody answers', async () => {
    await expect(terminal().read(false)).rejects.toMatchObject({ code: 'CONFIRMATION_NEEDED' });
  });
});
