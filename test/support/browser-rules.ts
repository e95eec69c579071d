import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { resolve } from 'node:path';
import { withoutComments } from './architecture-rules.ts';
import { importsOf, type SourceFile } from './imports.ts';

const nodeGlobal = /\b(?:Buffer|process)\.|\b(?:setImmediate|require)\(|\b__(?:dirname|filename)\b/;
const packageImport =
  /\b(?:from|import)\s*["']([\w@./:-]+)["']|\b(?:import|require)\s*\(\s*["']([\w@./:-]+)["']\s*\)/g;

/**
 * What keeps the entries from running in a browser, as sentences; nothing: an empty list. Follows every import of a
 * value, through the files of the project and through those of the packages that they use.
 */
export function nodeDependences(
  root: string,
  entries: readonly string[],
  files: readonly SourceFile[],
): readonly string[] {
  const own = new Map(files.map((file) => [file.path, file]));
  const reached = new Set(entries);
  const found: string[] = [];
  for (const path of reached) {
    const file = own.get(path);
    const global = file && nodeGlobal.exec(withoutComments(file.text));
    if (global) found.push(`${path} uses ${global[0]}`);
    for (const to of file ? valueImports(file) : importsOfPackage(path)) {
      const next = own.has(to) ? to : fileOfPackage(to, resolve(root, path));
      if (next === null) found.push(`${path} imports ${to}`);
      else reached.add(next);
    }
  }
  return found.map((sentence) => sentence.replace(`${root}/`, ''));
}

function valueImports(file: SourceFile): readonly string[] {
  return importsOf(file).flatMap(({ to, typeOnly }) => (typeOnly ? [] : [to]));
}

function importsOfPackage(path: string): readonly string[] {
  const text = withoutComments(readFileSync(path, 'utf8'));
  return [...text.matchAll(packageImport)].map(([, imported, required]) => imported ?? required ?? '');
}

/** Null where it is part of Node, or not installed. */
function fileOfPackage(specifier: string, from: string): string | null {
  if (isBuiltin(specifier)) return null;
  try {
    return createRequire(from).resolve(specifier);
  } catch {
    return null;
  }
}
