import { PARTS, type DecisionParts, type Outcome, type Part } from '@why403/engine';
import { useRef, type KeyboardEvent, type ReactElement } from 'react';
import { GATES, GATE_STATE } from '../words/outcomes.ts';

/** How a request fares on the way: it passes, nobody can tell, or it was stopped. */
type Way = 'passes' | 'doubt' | 'stopped';

/** The way after each gate, from the first to the last. */
export function waysOf(parts: DecisionParts): readonly Way[] {
  let way: Way = 'passes';
  return PARTS.map((part) => {
    const { outcome } = parts[part];
    if (outcome === 'deny') way = 'stopped';
    else if (outcome === 'unknown' && way === 'passes') way = 'doubt';
    return way;
  });
}

/** The gate that a reader wants to see first: the first that is shut, else the first in doubt, else the permission. */
export function telling(parts: DecisionParts): Part {
  const first = (outcome: Outcome): Part | undefined => PARTS.find((part) => parts[part].outcome === outcome);
  return first('deny') ?? first('unknown') ?? 'permission';
}

/** The way of a request through the five gates. Gates are tabs: arrow keys go from one to the next. */
export function Gates({
  id,
  parts,
  selected,
  onSelect,
}: {
  /** Of this group on the page; its gates and its panel have ids that begin with it. */
  readonly id: string;
  readonly parts: DecisionParts;
  readonly selected: Part;
  readonly onSelect: (part: Part) => void;
}): ReactElement {
  const buttons = useRef(new Map<Part, HTMLButtonElement>());
  const ways = waysOf(parts);
  const move = (event: KeyboardEvent): void => {
    const at = PARTS.indexOf(selected);
    const to = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: PARTS.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = PARTS[(to + PARTS.length) % PARTS.length] as Part;
    onSelect(next);
    buttons.current.get(next)?.focus();
  };
  return (
    <div className="gates" role="tablist" aria-label="Gates on the way to Microsoft Graph" onKeyDown={move}>
      {PARTS.map((part, index) => {
        const { outcome } = parts[part];
        return (
          <button
            key={part}
            type="button"
            role="tab"
            id={`${id}-${part}`}
            aria-controls={`${id}-panel`}
            aria-selected={part === selected}
            tabIndex={part === selected ? 0 : -1}
            className="gate"
            data-outcome={outcome}
            data-in={ways[index - 1] ?? 'passes'}
            data-out={ways[index]}
            ref={(element) => {
              if (element === null) buttons.current.delete(part);
              else buttons.current.set(part, element);
            }}
            onClick={() => onSelect(part)}
          >
            <span className="gate-way" aria-hidden="true">
              <Door outcome={outcome} />
            </span>
            <span className="gate-name">{GATES[part].name}</span>
            <span className="gate-state">{GATE_STATE[outcome]}</span>
          </button>
        );
      })}
    </div>
  );
}

/** A door seen from above: the way leads from left to right through it. */
function Door({ outcome }: { readonly outcome: Outcome }): ReactElement {
  return (
    <svg className="door" viewBox="0 0 64 72" focusable="false">
      <path className="wall" d="M32 2v17M32 53v17" />
      {outcome !== 'not-checked' && <path className="leaf" d="M32 20v32" />}
      <circle className="hinge" cx="32" cy="20" r="3.5" />
      {outcome === 'unknown' && (
        <text className="doubt" x="18" y="42">
          ?
        </text>
      )}
    </svg>
  );
}
