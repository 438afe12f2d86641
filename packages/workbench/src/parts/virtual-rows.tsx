import { useLayoutEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';

/** Rows outside of what is seen that are drawn too, so that scrolling shows no gaps. */
const OVERSCAN = 12;

interface Props<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  /** Height of a row in CSS pixels, the same for all. */
  readonly rowHeight: number;
  /** Columns of the head row. */
  readonly head: ReactNode;
  readonly row: (item: Item, index: number) => ReactNode;
  readonly keyOf: (item: Item) => string;
}

/** A table that draws only the rows that can be seen; it tells screen readers how many there are. */
export function VirtualRows<Item>({ label, items, rowHeight, head, row, keyOf }: Props<Item>): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // Another list begins at its top.
  useLayoutEffect(() => {
    if (box.current !== null) box.current.scrollTop = 0;
  }, [items]);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - OVERSCAN);
  const last = Math.min(items.length, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN);
  return (
    <div className="rows" role="table" aria-label={label} aria-rowcount={items.length + 1}>
      <div className="rows-head" role="row" aria-rowindex={1}>
        {head}
      </div>
      <div
        className="rows-body"
        role="rowgroup"
        tabIndex={0}
        aria-label={`${label}: ${items.length} rows`}
        ref={box}
        onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
      >
        <div role="presentation" style={{ height: first * rowHeight }} />
        {items.slice(first, last).map((item, index) => (
          <div
            key={keyOf(item)}
            role="row"
            className="row"
            aria-rowindex={first + index + 2}
            style={{ height: rowHeight }}
          >
            {row(item, first + index)}
          </div>
        ))}
        <div role="presentation" style={{ height: (items.length - last) * rowHeight }} />
      </div>
    </div>
  );
}
