import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { toDiagnosticRecord, toExportRecord, type ActivityRow } from './row.ts';

/** Form of an export: a data export rule's table rows, or a diagnostic setting's records. */
export type ExportForm = 'table' | 'diagnostic';

/** Where rows go. */
export interface ActivityLogOptions {
  /** Folder for the files; without it rows are kept in memory only. */
  readonly folder?: string;
  /** Form of the files. */
  readonly form?: ExportForm;
  /** A file that is larger is closed and numbered. */
  readonly maxBytes?: number;
  /** Numbered files that are kept. */
  readonly keep?: number;
  /** Newest rows that are kept in memory. */
  readonly remembered?: number;
}

/** What became of the rows. */
export interface ActivityLogStatus {
  readonly written: number;
  /** Rows that no file has, because writing failed or was slower than the requests. */
  readonly lost: number;
}

/** The activity log of an emulator. */
export interface ActivityLog {
  /** Takes a row. Never waits and never throws. */
  append(row: ActivityRow): void;
  /** The newest rows, oldest first. */
  recent(): readonly ActivityRow[];
  /** The newest rows as JSON lines. */
  text(form: ExportForm): string;
  status(): ActivityLogStatus;
  /** Writes what waits. */
  close(): Promise<void>;
}

const FILE = 'MicrosoftGraphActivityLogs.jsonl';
const MOST_WAITING = 50_000;

/** Opens an activity log. */
export function openActivityLog(options: ActivityLogOptions = {}): ActivityLog {
  const { folder, form = 'table', maxBytes = 64 * 1024 * 1024, keep = 5, remembered = 10_000 } = options;
  const recent: ActivityRow[] = [];
  let waiting: string[] = [];
  let written = 0;
  let lost = 0;
  let writing: Promise<void> | null = null;

  const drain = async (to: string): Promise<void> => {
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      try {
        await mkdir(to, { recursive: true, mode: 0o700 });
        await rotate(to, maxBytes, keep);
        await appendFile(join(to, FILE), lines.join(''), { mode: 0o600 });
        written += lines.length;
      } catch {
        // A full or vanished disk must not stop an emulator; the status tells it.
        lost += lines.length;
      }
    }
    writing = null;
  };

  return {
    append(row) {
      recent.push(row);
      if (recent.length > remembered * 2) recent.splice(0, recent.length - remembered);
      if (folder === undefined) return;
      if (waiting.length >= MOST_WAITING) {
        lost += 1;
        return;
      }
      waiting.push(line(row, form));
      writing ??= drain(folder);
    },
    recent: () => recent.slice(-remembered),
    text: (wanted) =>
      recent
        .slice(-remembered)
        .map((row) => line(row, wanted))
        .join(''),
    status: () => ({ written, lost }),
    async close() {
      // `drain` takes what comes while it writes, and nothing is appended after the last request.
      await writing;
    },
  };
}

function line(row: ActivityRow, form: ExportForm): string {
  // Diagnostic settings end their lines with CRLF, export rules with LF.
  return form === 'diagnostic'
    ? `${JSON.stringify(toDiagnosticRecord(row))}\r\n`
    : `${JSON.stringify(toExportRecord(row))}\n`;
}

async function rotate(folder: string, maxBytes: number, keep: number): Promise<void> {
  const current = join(folder, FILE);
  const size = await stat(current).then(
    (found) => found.size,
    () => 0,
  );
  if (size < maxBytes) return;
  await rm(`${current}.${String(keep)}`, { force: true });
  for (let number = keep - 1; number >= 1; number -= 1) {
    await rename(`${current}.${String(number)}`, `${current}.${String(number + 1)}`).catch(() => undefined);
  }
  await rename(current, `${current}.1`);
}
