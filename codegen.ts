import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodegenConfig } from '@graphql-codegen/cli';

/** Who writes operations, as `graphql(...)`; their types stand beside them, in a folder `generated`. */
const users = [
  { folder: 'src/cli/generated/', documents: ['src/cli/**/*.ts', 'bench/**/*.ts'] },
  { folder: 'test/support/generated/', documents: ['test/**/*.ts'] },
];

const output = {
  preset: 'client',
  presetConfig: { fragmentMasking: false },
  config: {
    documentMode: 'string',
    enumsAsTypes: true,
    useTypeImports: true,
    importExtension: '.ts',
    strictScalars: true,
    scalars: { ID: 'string', JSON: 'unknown', DateTime: 'string', Cursor: 'string' },
  },
} as const;

const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: Object.fromEntries(
    users
      .filter(({ documents }) => documents.some(hasOperations))
      .map(({ folder, documents }) => [folder, { ...output, documents: [...documents, '!**/generated/**'] }]),
  ),
};

/** Nothing is generated for nobody: what came out would not even compile. */
function hasOperations(pattern: string): boolean {
  return globSync(pattern, { cwd: import.meta.dirname })
    .filter((path) => !path.includes('generated'))
    .some((path) => readFileSync(join(import.meta.dirname, path), 'utf8').includes('graphql(`'));
}

export default config;
