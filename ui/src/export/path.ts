/** A path as a folder and a name, with the separators of the system it came from. */
export type PathParts = { folder: string; name: string; separator: string };

const ENDING = '.mp4';

export function parts(path: string): PathParts {
  const separator = path.includes('\\') && !path.includes('/') ? '\\' : '/';
  const at = path.lastIndexOf(separator);
  const file = path.slice(at + 1);
  return { folder: path.slice(0, Math.max(at, 0)), name: file.endsWith(ENDING) ? file.slice(0, -ENDING.length) : file, separator };
}

export function whole({ folder, name, separator }: PathParts): string {
  return `${folder}${separator}${name.trim()}${ENDING}`;
}

export type NameProblem = 'missing' | 'unfit';

export function nameProblem(name: string): NameProblem | null {
  if (name.trim() === '') return 'missing';
  return /[/\\]/u.test(name) ? 'unfit' : null;
}
