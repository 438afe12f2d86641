import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';

/**
 * Starts a browser: `CHROMIUM_PATH`, or the one of the npm package, unpacked once. None of that package's own arguments
 * are used, because they switch web security off.
 *
 * @param arguments_ Arguments for the browser beside those of Playwright.
 */
export async function launchChromium(arguments_: readonly string[]): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...env } as Record<string, string>,
    // A browser that runs as root has no sandbox; that is the machine's choice and not the page's.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...arguments_],
  });
}

export async function findChromium(): Promise<{
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}> {
  const own = process.env['CHROMIUM_PATH'];
  if (own !== undefined) return { executablePath: own, env: {} };
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const marker = `@sparticuz${sep}chromium`;
  const root = entry.slice(0, entry.indexOf(marker) + marker.length);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const folder = resolve('node_modules/.cache', `chromium-${version}`);
  if (!existsSync(join(folder, '.done'))) await unpack(root, folder, version);
  const fonts = join(folder, 'fonts.conf');
  if (!existsSync(fonts)) {
    writeFileSync(
      fonts,
      '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>' +
        `<dir>${folder}/fonts/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/fc</cachedir></fontconfig>`,
    );
  }
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: fonts },
  };
}

async function unpack(root: string, folder: string, version: string): Promise<void> {
  const temporary = `${folder}.${process.pid}.tmp`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const before = process.env['TMPDIR'];
  // The package always unpacks into the folder for temporary files.
  process.env['TMPDIR'] = temporary;
  try {
    const { inflate } = (await import(pathToFileURL(join(root, 'build/esm/lambdafs.js')).href)) as {
      inflate: (file: string) => Promise<string>;
    };
    for (const file of readdirSync(join(root, 'bin'))) await inflate(join(root, 'bin', file));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  writeFileSync(join(temporary, '.done'), version);
  try {
    renameSync(temporary, folder);
  } catch {
    // Another process was faster; its copy is as good.
    rmSync(temporary, { recursive: true, force: true });
  }
}
