import fs from 'node:fs';
import path from 'node:path';
import { type InitStage, setInitStage } from './stage';

let stage: InitStage;
beforeEach(async () => {
  stage = await setInitStage();
});
afterEach(() => stage.destroy());

const exists = (name: string) => fs.existsSync(path.join(stage.repository, name));

test('whoever is asked which kit is meant gets that one', async () => {
  stage.write('Dockerfile', 'FROM scratch\n');
  const asked: (readonly string[])[] = [];
  const kit = (choices: readonly string[]) => {
    asked.push(choices);
    return 'script';
  };
  const { result } = await stage.init(['dev'], {}, { confirm: true, kit });
  expect(asked).toEqual([['script', 'ecs', 'lambda-image']]);
  expect(result?.kit).toEqual({ name: 'script', because: 'Dockerfile' });
});

test('where nobody can be asked, nothing is changed', async () => {
  stage.write('Dockerfile', 'FROM scratch\n');
  const { error } = await stage.init(['dev']);
  expect(error?.code).toBe('CONFIRMATION_NEEDED');
  expect(exists('gitenv.json')).toBe(false);
  expect(stage.git('remote')).toBe('');
});
