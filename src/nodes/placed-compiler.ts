import {
  compileExpression,
  compileTemplate,
  type Expression,
  type ExpressionIssue,
  type ExpressionType,
  type Scope,
  type Template,
} from '../expression/index.ts';
import { err, type JsonObject } from '../kernel/index.ts';
import type { IssueCollector, Place } from './compile-issue.ts';
import { compileJsonSchema, type JsonSchema } from './json-schema/json-schema.ts';

/**
 * Compiles what stands in a document against one scope, and keeps what is wrong with where it stands. What it gives
 * for something wrong, or once far too much is, is a stand-in: a workflow that has issues is never returned.
 */
export class PlacedCompiler {
  readonly #scope: Scope;
  readonly #issues: IssueCollector;
  /** Variables that expressions read, by their names; `allVariables` where one reads them all. */
  readonly variablesRead = new Set<string>();

  constructor(scope: Scope, issues: IssueCollector) {
    this.#scope = scope;
    this.#issues = issues;
  }

  expression(source: string, place: Place, expected?: ExpressionType): Expression {
    if (!this.#issues.isFull) {
      const compiled = compileExpression(source, this.#scope, expected);
      if (compiled.ok) return this.#read(compiled.value);
      this.#note(compiled.error, place);
    }
    return { source, type: 'dyn', references: [], evaluate: notCompiled };
  }

  template(source: string, place: Place): Template {
    if (!this.#issues.isFull) {
      const compiled = compileTemplate(source, this.#scope);
      if (compiled.ok) return this.#read(compiled.value);
      this.#note(compiled.error, place);
    }
    return { source, type: 'dyn', references: [], evaluate: notCompiled, render: notCompiled };
  }

  schema(source: JsonObject, place: Place): JsonSchema {
    const compiled = compileJsonSchema(source);
    if (compiled.ok) return compiled.value;
    for (const { at, message } of compiled.error) {
      this.refuse(place, { at: at.join('.'), message: `${message} (as JSON Schema)` });
    }
    return { source, check: () => [] };
  }

  refuse(within: Place, finding: { readonly at: string; readonly message: string }): void {
    const code = within.nodeId === null ? 'document/invalid-value' : 'node/config-invalid';
    this.#issues.addAt(code, within, finding);
  }

  #read<Compiled extends Expression | Template>(compiled: Compiled): Compiled {
    for (const [root, name = allVariables] of compiled.references) {
      if (root === 'vars') this.variablesRead.add(name);
    }
    return compiled;
  }

  #note({ message, line, column, suggestion }: ExpressionIssue, place: Place): void {
    const where = `(line ${line}, column ${column} of ${place.path})`;
    this.#issues.add('expression/invalid', { message: `${message} ${where}`, suggestion }, place);
  }
}

/** Stands for every variable. No variable has this name: a name is written behind a point. */
export const allVariables = '*';

function notCompiled() {
  return err({ code: 'expression/failed' as const, message: 'it was not compiled' });
}
