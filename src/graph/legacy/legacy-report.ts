import { type JsonObject, storableText } from '../../kernel/index.ts';
import { documentLimits } from '../document-limits.ts';

/**
 * `info`: written otherwise, with the same meaning. `warning`: it means something else now, or was left out. `error`:
 * it could not be converted, and what stands in its place does not pass validation.
 */
export type ImportSeverity = 'info' | 'warning' | 'error';

/** What an import did with one place of a legacy document. */
export interface ImportFinding {
  /** Place in the legacy document, as `nodes.2.data.config.condition`. */
  readonly path: string;
  readonly severity: ImportSeverity;
  readonly message: string;
  /** What was probably meant, ready to be written in its place. */
  readonly suggestion?: string;
}

/** Gathers what an import does, as far as anybody would read it. */
export class LegacyReport {
  readonly #findings: ImportFinding[] = [];
  #unlisted = 0;

  info(path: string, message: string): void {
    this.#add({ path, severity: 'info', message });
  }

  warning(path: string, message: string): void {
    this.#add({ path, severity: 'warning', message });
  }

  error(path: string, message: string, suggestion?: string): void {
    const finding = { path, severity: 'error', message } as const;
    this.#add(suggestion === undefined ? finding : { ...finding, suggestion });
  }

  /** Says which keys of an object were not looked at, in one finding. */
  leftOut(path: string, object: JsonObject, known: ReadonlySet<string>): void {
    const rest = Object.keys(object).filter((key) => !known.has(key) && object[key] !== null);
    if (rest.length === 0) return;
    const listed = rest.slice(0, 20).map((key) => (key.length > 40 ? `${key.slice(0, 39)}…` : key));
    this.info(path, `What means nothing here is left out: ${listed.join(', ')}.`);
  }

  /** In the order of their making, and last how many more there were. */
  list(): readonly ImportFinding[] {
    if (this.#unlisted === 0) return this.#findings;
    const message = `${this.#unlisted} more findings are not listed: resolve these first.`;
    return [...this.#findings, { path: '', severity: 'warning', message }];
  }

  #add(finding: ImportFinding): void {
    if (this.#findings.length >= documentLimits.maxIssues) {
      this.#unlisted += 1;
      return;
    }
    const { path, message } = finding;
    this.#findings.push({ ...finding, path: storableText(path), message: storableText(message) });
  }
}
