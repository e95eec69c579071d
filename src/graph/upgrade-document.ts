import { err, type JsonObject, ok, type Result } from '../kernel/index.ts';
import type { DocumentProblem } from './read-json.ts';

/** The format that this code reads and writes. */
export const currentFormatVersion = 1;

/** Rewrites a document of one version as one of the next. Pure; what it does not understand it leaves as it is. */
export type FormatUpgrade = (document: JsonObject) => JsonObject;

/** By the version they start from. Format 1 is the first: legacy documents carry no version and are imported. */
const formatUpgrades: ReadonlyMap<number, FormatUpgrade> = new Map();

/** The document in the current format. One without a version is taken for current. */
export function upgradeDocument(
  document: JsonObject,
  upgrades: ReadonlyMap<number, FormatUpgrade> = formatUpgrades,
  current: number = currentFormatVersion,
): Result<JsonObject, DocumentProblem> {
  const version = document.formatVersion === undefined ? current : document.formatVersion;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0) {
    return refusal('document/invalid-value', 'must be a whole number, 0 or more');
  }
  if (version > current) {
    const what = `is ${version}, and this version of Chatter reads up to ${current}: update Chatter`;
    return refusal('document/format-too-new', what);
  }
  let upgraded = document;
  for (let from = version; from < current; from += 1) {
    const upgrade = upgrades.get(from);
    if (!upgrade) {
      const what = `is ${version}, and nothing here upgrades it: write the document in format ${current}`;
      return refusal('document/format-too-old', what);
    }
    upgraded = { ...upgrade(upgraded), formatVersion: from + 1 };
  }
  return ok(upgraded);
}

function refusal(code: DocumentProblem['code'], message: string): Result<never, DocumentProblem> {
  return err({ code, path: ['formatVersion'], message });
}
