import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { KnowledgeDetails } from '@why403/engine';
import { defineConfig, type Plugin } from 'vite';
import { packPermissions } from './src/worker/permission-columns.ts';

/** The incidents that the demonstration of the command explains too. */
const incidents = fileURLToPath(new URL('../../examples/incidents/', import.meta.url));

/** Folder of the compiled knowledge. */
const data = fileURLToPath(new URL('../knowledge/data/', import.meta.url));

/**
 * Makes modules of the compiled knowledge, since a page that may not connect anywhere cannot fetch it.
 *
 * The table's bytes become the characters of a string: compressed, that is no larger than the file, and decoding it
 * takes one loop.
 */
function knowledgeModules(): Plugin {
  const modules: Readonly<Record<string, () => string>> = {
    'virtual:knowledge-table': () =>
      `export const tableText = ${JSON.stringify(readFileSync(`${data}table.bin`, 'latin1'))};`,
    'virtual:knowledge-details': () => `export const detailsText = ${JSON.stringify(packedDetails())};`,
    'virtual:incidents': () => `export const incidents = ${JSON.stringify(readIncidents())};`,
  };
  return {
    name: 'knowledge',
    resolveId: (id) => (modules[id] === undefined ? null : `\0${id}`),
    load: (id) => modules[id.replace(/^\0/, '')]?.() ?? null,
  };
}

function packedDetails(): string {
  const details = JSON.parse(readFileSync(`${data}details.json`, 'utf8')) as KnowledgeDetails;
  return JSON.stringify({ ...details, permissions: packPermissions(details.permissions) });
}

function readIncidents(): Readonly<Record<string, { readonly claims: string; readonly response: string }>> {
  return Object.fromEntries(
    ['permission-missing', 'role-missing', 'implicit-flow'].map((name) => [
      name,
      {
        claims: readFileSync(`${incidents}${name}/claims.json`, 'utf8'),
        response: readFileSync(`${incidents}${name}/response.json`, 'utf8'),
      },
    ]),
  );
}

/**
 * Makes the page that the emulator serves, `tenant.html`, of the other: it says whose it is, and may talk to the server
 * that it came from.
 */
function tenantPage(): Plugin {
  const changes: readonly (readonly [string, string])[] = [
    ['<html lang="en">', '<html lang="en" data-server="emulator">'],
    ["connect-src 'none'", "connect-src 'self'"],
    ['Nothing may be connected to, framed', 'Nothing but the emulator may be connected to, nothing be framed'],
  ];
  return {
    name: 'tenant-page',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset' || typeof page.source !== 'string') this.error('there is no page to make it of');
      const source = changes.reduce((text, [from, to]) => {
        if (!text.includes(from)) this.error(`\`${from}\` is not in index.html`);
        return text.replace(from, to);
      }, page.source);
      this.emitFile({ type: 'asset', fileName: 'tenant.html', source });
    },
  };
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  resolve: { conditions: ['@why403/source', 'module', 'browser', 'development|production'] },
  oxc: { jsx: { runtime: 'automatic' } },
  plugins: [knowledgeModules(), tenantPage()],
  worker: { format: 'es', plugins: () => [knowledgeModules()] },
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    reportCompressedSize: false,
    rolldownOptions: {
      onwarn(warning, warn) {
        // Fluent marks its modules for servers that render React; nothing is rendered on a server here.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
});
