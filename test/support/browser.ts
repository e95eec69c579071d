import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** The package has a Chromium for Linux on x64 only. */
export const hasBrowser = process.platform === 'linux' && process.arch === 'x64';

export interface OpenBrowser {
  readonly browser: Browser;
  close(): Promise<void>;
}

/** A real Chromium, with the libraries that it needs, from a package: the machine need not have any. */
export async function openBrowser(): Promise<OpenBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'chatter-browser-'));
  const { executablePath, libraries } = await unpackedIn(folder);
  const env = {
    ...process.env,
    HOME: folder,
    LD_LIBRARY_PATH: libraries,
    FONTCONFIG_PATH: join(folder, 'fonts'),
  };
  const browser = await playwright.launch({ executablePath, args: chromium.args, env });
  return {
    browser,
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The package unpacks to the folder for temporary files, and takes what it finds there for whole. */
async function unpackedIn(folder: string) {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    const packed = fileURLToPath(new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium')));
    const [executablePath, unpacked] = await Promise.all([chromium.executablePath(), inflate(packed)]);
    return { executablePath, libraries: join(unpacked, 'lib') };
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
