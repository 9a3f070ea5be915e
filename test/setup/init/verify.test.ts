import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hasVerifyProgram, offeredVerify } from '../../../lib/setup/init/verify';

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-verify-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const here = { region: 'eu-west-1' };

describe('what looks at deploys, when an environment is installed', () => {
  async function asked(
    known: Record<string, { region: string; verify?: boolean }>,
    { verify, answer }: { verify?: boolean; answer?: boolean } = {},
  ) {
    const questions: (readonly string[])[] = [];
    const port = {
      offerVerify: async (names: readonly string[]) => {
        questions.push(names);
        return answer;
      },
    };
    const given = verify === undefined ? {} : { verify };
    const decided = await offeredVerify(root, known, given, port);
    return { questions, decided };
  }

  test('is not asked about where the work tree has nothing that looks', async () => {
    fs.mkdirSync(path.join(root, 'verify'));
    expect(hasVerifyProgram(root)).toBe(false);
    expect(await asked({ dev: here })).toEqual({ questions: [], decided: {} });
  });

  test('is asked about once, for the environments of which nobody has decided', async () => {
    fs.writeFileSync(path.join(root, 'verify'), '#!/bin/sh\n');
    const known = { dev: here, stg: { ...here, verify: false }, prd: here };
    expect(await asked(known, { answer: true })).toEqual({
      questions: [['dev', 'prd']],
      decided: { dev: { verify: true }, prd: { verify: true } },
    });
    expect((await asked(known, { answer: false })).decided).toMatchObject({
      dev: { verify: false },
    });
  });

  test('stays undecided where nobody can be asked, and is decided by an option', async () => {
    fs.writeFileSync(path.join(root, 'verify'), '#!/bin/sh\n');
    expect((await asked({ dev: here })).decided).toEqual({});
    expect(await asked({ dev: here }, { verify: true })).toEqual({ questions: [], decided: {} });
  });
});
