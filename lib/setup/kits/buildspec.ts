import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { buildspecFiles, kitProgram, outputVariables } from '../../contract';
import { fieldsOf } from '../../fields';

/** The buildspec of builds that a repository has, or that a kit is about to give it; empty if there is neither. */
export function buildspecOf(
  root: string,
  kit?: { readonly folder: string; readonly name: string },
): string {
  const own = path.join(root, buildspecFiles.build);
  if (fs.existsSync(own)) return fs.readFileSync(own, 'utf8');
  const given = kit && path.join(kit.folder, kit.name, buildspecFiles.build);
  return given && fs.existsSync(given) ? fs.readFileSync(given, 'utf8') : '';
}

/** Whether builds tell the pipeline what their plan comes to. A pipeline that asks for a variable that no build exports fails. */
export function exportsPlan(buildspec: string): boolean {
  const exported = fieldsOf(fieldsOf(parsed(buildspec)).env)['exported-variables'];
  return Array.isArray(exported) && exported.includes(outputVariables.plan);
}

/** Whether builds have a kit plan what a deploy then changes in the account. */
export function makesPlans(buildspec: string): boolean {
  return linesOf(buildspec).some((line) => line.includes(`${kitProgram} plan`));
}

/** Whether a buildspec of a kit runs a program of the application that has to be there. */
export function demandsProgram(buildspec: string, name: 'build' | 'deploy'): boolean {
  const verb = name === 'build' ? 'bundle' : 'deploy';
  return linesOf(buildspec).some(
    (line) =>
      line.includes(`${kitProgram} ${verb}`) &&
      line.includes(`-- ./${name}`) &&
      !/--if-present|^\s*#/.test(line),
  );
}

/** Whether builds make a container image. */
export function makesImage(buildspec: string): boolean {
  return linesOf(buildspec).some(
    (line) => line.includes(`${kitProgram} bundle`) && line.includes('--image'),
  );
}

function linesOf(text: string): string[] {
  return text.split('\n');
}

/** What is no YAML is for CodeBuild to refuse. */
function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch {
    return undefined;
  }
}
