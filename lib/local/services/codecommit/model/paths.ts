import { ServiceError } from '../../../base/service-error';

/** A path inside a repository, relative, without a slash at either end. @throws InvalidPathException */
export function checkPath(path: string | undefined): string {
  if (path === undefined || path === '')
    throw new ServiceError('PathRequiredException', 'A path is required');
  const parts = path.split('/');
  const wrong = (part: string) =>
    part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git';
  if (parts.some(wrong) || path.includes('\0') || path.length > 4096 || parts.length > 20)
    throw new ServiceError('InvalidPathException', `${path} is not a valid path`);
  return path;
}

/** The same for a folder, where `/` and nothing stand for the root and a slash at the end is no matter. */
export function checkFolder(path: string | undefined): string {
  const trimmed = (path ?? '').replace(/^\/|\/$/g, '');
  return trimmed === '' ? '' : checkPath(trimmed);
}
