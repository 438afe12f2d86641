import { Button, Field, Input, Select, Textarea } from '@fluentui/react-components';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Icon } from '../parts/icon.tsx';
import { useEngine } from '../parts/use-answer.ts';
import { NO_EVIDENCE, type Evidence, type Piece, type Recognition } from '../protocol.ts';

/** Largest file that is read, in bytes: recordings are large, and all of it has to fit into memory some times over. */
const LARGEST_FILE = 64 * 1024 * 1024;

const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const;

/** What each form is called. */
const FORMS: Readonly<Record<string, string>> = {
  token: 'a token',
  claims: 'decoded claims',
  'request-line': 'a request',
  url: 'an address',
  curl: 'a command line',
  'http-file': 'a request file',
  har: 'a recording (HAR)',
  'log-row': 'a row of an activity log',
  response: 'a response',
  transcript: 'a transcript of curl',
  'sdk-exception': 'an exception of a client library',
  incident: 'an incident',
  unknown: 'a text of no known form; it is taken for a response',
};

interface Props {
  readonly evidence: Evidence;
  readonly onEvidence: (evidence: Evidence) => void;
}

/** Where evidence is given: one box for anything, and what was found in it, to be mended. */
export function EvidencePanel({ evidence, onEvidence }: Props): ReactElement {
  const engine = useEngine();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Recognition | null>(null);
  const [chosen, setChosen] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const [dragging, setDragging] = useState(false);
  const latest = useRef(evidence);
  latest.current = evidence;

  const take = (piece: Piece): void => onEvidence(withPiece(latest.current, piece));
  const read = async (text: string): Promise<void> => {
    if (text.trim() === '') return;
    try {
      const { recognition } = await engine.ask({ ask: 'recognise', text });
      const refused = recognition.pieces.findIndex(({ status }) => status !== null && status >= 400);
      const at = Math.max(0, refused);
      setProblem(recognition.pieces.length === 0 ? 'No request to Microsoft Graph was found in it.' : null);
      setFound(recognition);
      setChosen(at);
      setTyped('');
      const piece = recognition.pieces[at];
      if (piece !== undefined) take(piece);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'it could not be read');
    }
  };
  const readFile = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    if (file.size > LARGEST_FILE) setProblem('The file is larger than 64 MB. Give the part that holds the refusal.');
    else await read(await file.text());
  };
  const reader = useRef(readFile);
  reader.current = readFile;

  useEffect(() => {
    const over = (event: DragEvent): void => {
      event.preventDefault();
      setDragging(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setDragging(false);
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setDragging(false);
      const file = event.dataTransfer?.files[0];
      const text = event.dataTransfer?.getData('text/plain') ?? '';
      if (file === undefined && text !== '')
        reader.current(new File([text], 'text')).catch(() => setProblem('it could not be read'));
      else reader.current(file).catch(() => setProblem('The file could not be read.'));
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);

  const isEmpty =
    evidence.token === '' && evidence.facts === null && evidence.request === null && evidence.response === '';
  const start = (): void => {
    onEvidence(NO_EVIDENCE);
    setFound(null);
    setProblem(null);
  };
  return (
    <section className="evidence-panel" aria-label="What you have" data-dragging={dragging}>
      <Field
        label="Paste or drop anything"
        hint="A token, a request, a curl line, a response, a HAR file, a log row. It stays in this page’s memory."
        className="paste"
      >
        <Textarea
          value={typed}
          rows={3}
          resize="vertical"
          spellCheck={false}
          autoComplete="off"
          className="mono"
          onChange={(_, { value }) => setTyped(value)}
          onPaste={(event) => {
            if (typed !== '') return;
            event.preventDefault();
            void read(event.clipboardData.getData('text/plain'));
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void read(typed);
          }}
        />
      </Field>
      <div className="paste-tools">
        <Button size="small" appearance="primary" disabled={typed.trim() === ''} onClick={() => void read(typed)}>
          Read it
        </Button>
        <FileButton onFile={(file) => void readFile(file)} />
        {!isEmpty && (
          <Button size="small" appearance="subtle" icon={<Icon name="close" />} onClick={start}>
            Clear all
          </Button>
        )}
      </div>
      <p className="found" role="status">
        {problem ?? (found === null ? '' : `That was ${FORMS[found.what] ?? found.what}.`)}
        {found?.notes.map((note) => (
          <span key={note}> {`${note[0]?.toUpperCase()}${note.slice(1)}.`}</span>
        ))}
      </p>
      {found !== null && found.pieces.length > 1 && (
        <Field label={`${found.pieces.length} requests were found; this one is explained`}>
          <Select
            value={String(chosen)}
            onChange={(_, { value }) => {
              const at = Number(value);
              const piece = found.pieces[at];
              setChosen(at);
              if (piece !== undefined) take(piece);
            }}
          >
            {found.pieces.map((piece, index) => (
              <option key={`${index} ${piece.label}`} value={String(index)}>
                {`${piece.status ?? '—'} ${piece.request?.method ?? ''} ${piece.request?.url ?? piece.label}`.slice(
                  0,
                  160,
                )}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Fields evidence={evidence} onEvidence={onEvidence} />
    </section>
  );
}

function Fields({ evidence, onEvidence }: Props): ReactElement {
  const { request } = evidence;
  return (
    <div className="fields">
      <Field
        label="Token"
        hint={
          evidence.facts === null
            ? 'The token itself, or its decoded claims.'
            : 'Facts from a link or an incident stand in its place.'
        }
      >
        <Textarea
          value={evidence.token}
          rows={3}
          resize="vertical"
          spellCheck={false}
          autoComplete="off"
          className="mono"
          placeholder={evidence.facts === null ? 'eyJ0eXAiOiJKV1Qi…' : 'facts only'}
          onChange={(_, { value }) =>
            onEvidence({ ...evidence, token: value, facts: value === '' ? evidence.facts : null })
          }
        />
      </Field>
      <div className="request-fields">
        <Field label="Method">
          <Select
            value={request?.method ?? 'GET'}
            onChange={(_, { value }) =>
              onEvidence({ ...evidence, request: { method: value, url: request?.url ?? '' } })
            }
          >
            {[...new Set([...METHODS, ...(request === null ? [] : [request.method])])].map((method) => (
              <option key={method}>{method}</option>
            ))}
          </Select>
        </Field>
        <Field label="Address" className="grow">
          <Input
            value={request?.url ?? ''}
            spellCheck={false}
            autoComplete="off"
            className="mono"
            placeholder="https://graph.microsoft.com/v1.0/security/alerts_v2"
            onChange={(_, { value }) =>
              onEvidence({
                ...evidence,
                request: value === '' ? null : { method: request?.method ?? 'GET', url: value },
              })
            }
          />
        </Field>
      </div>
      <Field label="Response" hint="Status, headers, body: as much as you have.">
        <Textarea
          value={evidence.response}
          rows={3}
          resize="vertical"
          spellCheck={false}
          autoComplete="off"
          className="mono"
          placeholder="HTTP/1.1 403 Forbidden …"
          onChange={(_, { value }) => onEvidence({ ...evidence, response: value })}
        />
      </Field>
    </div>
  );
}

function FileButton({ onFile }: { readonly onFile: (file: File | undefined) => void }): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-hidden="true"
        tabIndex={-1}
        onChange={(event) => {
          onFile(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      <Button size="small" icon={<Icon name="file" />} onClick={() => input.current?.click()}>
        Open a file
      </Button>
    </>
  );
}

/** Adds what was found to what is there. A new request without a response leaves the old response behind. */
export function withPiece(evidence: Evidence, piece: Piece): Evidence {
  const caller =
    piece.token === null && piece.facts === null
      ? null
      : { token: piece.token ?? '', facts: piece.token === null ? piece.facts : null };
  const isNewRequest =
    piece.request !== null &&
    evidence.request !== null &&
    (piece.request.url !== evidence.request.url || piece.request.method !== evidence.request.method);
  return {
    token: caller?.token ?? evidence.token,
    facts: caller === null ? evidence.facts : caller.facts,
    request: piece.request ?? evidence.request,
    response: piece.response ?? (isNewRequest ? '' : evidence.response),
    at: piece.at ?? (piece.token === null && piece.facts === null ? evidence.at : null),
  };
}
