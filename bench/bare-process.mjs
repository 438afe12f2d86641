// The bare framework as a process of its own for bench/graph-service.ts: answers `/page` with what the file PAGE holds and
// `/refused` with what REFUSED holds, without looking at anything. Prints its address.
import { readFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const page = JSON.parse(readFileSync(process.env['PAGE'] ?? '', 'utf8'));
const refusal = JSON.parse(readFileSync(process.env['REFUSED'] ?? '', 'utf8'));
const app = new Hono();
app.get('/page', (c) => c.json(page));
app.get('/refused', (c) => c.json(refusal, 403));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(`http://127.0.0.1:${port}`));
