import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/base.css';
import './styles/explain.css';
import { App } from './app.tsx';
import { EngineClient } from './engine-client.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
const worker = new Worker(new URL('./worker/main.ts', import.meta.url), { type: 'module', name: 'engine' });
// tenant.html, the page that the emulator serves, says so; its policy allows connections to the server it came from.
const emulator =
  document.documentElement.dataset['server'] === 'emulator'
    ? new (await import('./tenant/emulator-client.ts')).EmulatorClient()
    : null;
createRoot(root).render(
  <StrictMode>
    <App engine={new EngineClient(worker)} emulator={emulator} />
  </StrictMode>,
);
