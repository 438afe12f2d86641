// json-server as a process of its own for bench/graph-service.ts: the alerts of the file FILE, one a line, in memory.
// Prints its address.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import jsonServer from 'json-server';

const alerts = [];
for await (const line of createInterface({ input: createReadStream(process.env['FILE'] ?? '') })) {
  alerts.push(JSON.parse(line));
}
const app = jsonServer.create();
app.use(jsonServer.router({ alerts_v2: alerts }));
const server = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
