import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';

/** One import of one source file: a file of the project (relative to its root) or a package's name. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly ofPackage: boolean;
  readonly typeOnly: boolean;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const code = /\.[cm]?[jt]sx?$/;
const importStatement =
  /^(?:import|export)\s+(type\s+)?(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

export function sourceFiles(root: string, folder: string): readonly SourceFile[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && code.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

export function importsOf(file: SourceFile): readonly Import[] {
  return [...file.text.matchAll(importStatement)].map((match) => {
    const specifier = match[2] ?? match[3] ?? '';
    const ofPackage = !specifier.startsWith('.');
    const to = ofPackage ? specifier : posix.join(dirname(file.path), specifier);
    return { from: file.path, to, ofPackage, typeOnly: match[1] !== undefined };
  });
}
