import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A browser to start: its file, and what its environment needs in addition. */
export interface Chromium {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Finds a Chromium: `CHROMIUM_PATH`, else the one that comes in a package of the registry, unpacked once.
 *
 * Unpacks by its own means: the package's function always unpacks into the temporary folder under a name without a
 * version. Its list of arguments is not used either: it switches off web security, so that tests would pass which
 * should fail.
 */
export async function findChromium(): Promise<Chromium> {
  const given = process.env['CHROMIUM_PATH'];
  if (given !== undefined && given !== '') return { executablePath: given, env: {} };
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const name = join('@sparticuz', 'chromium');
  const root = entry.slice(0, entry.indexOf(`${sep}${name}${sep}`) + name.length + 1);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  const folder = resolve('node_modules/.cache', `chromium-${version}`);
  if (!existsSync(join(folder, '.done'))) await unpack(root, folder, version);
  const fonts = join(folder, 'fonts.conf');
  if (!existsSync(fonts)) writeFileSync(fonts, fontsConfiguration(folder));
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
  process.env['TMPDIR'] = temporary;
  try {
    const { inflate } = (await import(pathToFileURL(join(root, 'build/esm/lambdafs.js')).href)) as {
      readonly inflate: (file: string) => Promise<string>;
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
    // Another run was faster; its copy is as good.
    rmSync(temporary, { recursive: true, force: true });
  }
}

function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/fc</cachedir></fontconfig>`;
}
