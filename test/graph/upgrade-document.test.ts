import { describe, expect, it } from 'vitest';
import { type FormatUpgrade, upgradeDocument } from '../../src/graph/upgrade-document.ts';

const upgrades: ReadonlyMap<number, FormatUpgrade> = new Map<number, FormatUpgrade>([
  [1, ({ title, ...rest }) => ({ ...rest, name: title ?? null })],
  [2, (document) => ({ ...document, seen: document.name ?? null })],
]);

describe('upgrading a document', () => {
  it('runs every upgrade from its version on, in order', () => {
    expect(upgradeDocument({ formatVersion: 1, title: 'A' }, upgrades, 3)).toEqual({
      ok: true,
      value: { formatVersion: 3, name: 'A', seen: 'A' },
    });
    expect(upgradeDocument({ formatVersion: 2, name: 'B' }, upgrades, 3)).toMatchObject({
      value: { formatVersion: 3, seen: 'B' },
    });
  });

  it('leaves a current document, and one without a version, as it is', () => {
    const document = { formatVersion: 3 };
    expect(upgradeDocument(document, upgrades, 3)).toEqual({ ok: true, value: document });
    expect(upgradeDocument({}, upgrades, 3)).toEqual({ ok: true, value: {} });
  });

  it('refuses a version from which no upgrade leads on', () => {
    expect(upgradeDocument({ formatVersion: 0 }, upgrades, 3)).toMatchObject({
      ok: false,
      error: { code: 'document/format-too-old' },
    });
  });

  it('does not change what it is given', () => {
    const document = Object.freeze({ formatVersion: 1, title: 'A' });
    upgradeDocument(document, upgrades, 3);
    expect(document).toEqual({ formatVersion: 1, title: 'A' });
  });
});
