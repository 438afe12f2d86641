import { useMemo, type ReactElement } from 'react';
import type { Area } from '../protocol.ts';

const WIDTH = 900;
const HEIGHT = 260;

interface Tile {
  readonly area: Area;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Lays areas out as a treemap: each gets a rectangle as large as its share, as close to a square as rows allow.
 *
 * @param areas Largest first.
 */
export function layOut(areas: readonly Area[], width: number, height: number): readonly Tile[] {
  const tiles: Tile[] = [];
  const total = areas.reduce((sum, { operations }) => sum + operations, 0);
  let rest = areas.map((area) => ({ area, size: (area.operations / total) * width * height }));
  let x = 0;
  let y = 0;
  let w = width;
  let h = height;
  while (rest.length > 0) {
    const side = Math.min(w, h);
    let take = 1;
    while (take < rest.length && worst(rest.slice(0, take + 1), side) <= worst(rest.slice(0, take), side)) take++;
    const row = rest.slice(0, take);
    const thickness = row.reduce((sum, { size }) => sum + size, 0) / side;
    let at = 0;
    for (const { area, size } of row) {
      const length = size / thickness;
      tiles.push(
        w >= h
          ? { area, x, y: y + at, width: thickness, height: length }
          : { area, x: x + at, y, width: length, height: thickness },
      );
      at += length;
    }
    if (w >= h) {
      x += thickness;
      w -= thickness;
    } else {
      y += thickness;
      h -= thickness;
    }
    rest = rest.slice(take);
  }
  return tiles;
}

/** How far the worst rectangle of a row is from a square. */
function worst(row: readonly { readonly size: number }[], side: number): number {
  const sum = row.reduce((total, { size }) => total + size, 0);
  const sizes = row.map(({ size }) => size);
  return Math.max((side * side * Math.max(...sizes)) / (sum * sum), (sum * sum) / (side * side * Math.min(...sizes)));
}

/** Height of a filling. A small one can still be seen. */
function filled(part: number, whole: number, height: number): number {
  return part === 0 ? 0 : Math.max(Math.min(6, height / 3), (part / whole) * height);
}

/**
 * A picture of what a permission reaches: Microsoft Graph by areas, each as large as its number of operations, filled
 * as far as the permission opens it. The table after it says the same in numbers.
 */
export function Reach({ areas, label }: { readonly areas: readonly Area[]; readonly label: string }): ReactElement {
  const tiles = useMemo(() => layOut(areas, WIDTH, HEIGHT), [areas]);
  const reached = areas.filter(({ reads, writes }) => reads + writes > 0);
  return (
    <figure className="reach">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${label}; the table below has the numbers`}>
        {tiles.map(({ area, x, y, width, height }) => {
          const { name, operations, reads, writes } = area;
          const writeHeight = filled(writes, operations, height);
          const readHeight = Math.min(filled(reads, operations, height), height - writeHeight);
          return (
            <g key={name} className="tile" data-reached={reads + writes > 0}>
              <title>{`/${name}: ${reads} reads and ${writes} writes of ${operations} operations`}</title>
              <rect x={x} y={y} width={width} height={height} className="tile-all" />
              <rect x={x} y={y + height - writeHeight} width={width} height={writeHeight} className="tile-write" />
              <rect
                x={x}
                y={y + height - writeHeight - readHeight}
                width={width}
                height={readHeight}
                className="tile-read"
              />
              <rect x={x} y={y} width={width} height={height} className="tile-edge" />
              {width > name.length * 7.5 + 12 && height > 20 && (
                <text x={x + 6} y={y + 16}>
                  {name}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <figcaption>
        <span className="key key-read" /> reads <span className="key key-write" /> writes
        <span className="quiet"> of all operations of Microsoft Graph, by area</span>
      </figcaption>
      <details>
        <summary>{reached.length === 1 ? 'One area' : `${reached.length} areas`} in numbers</summary>
        <table className="numbers">
          <thead>
            <tr>
              <th scope="col">Area</th>
              <th scope="col">Reads</th>
              <th scope="col">Writes</th>
              <th scope="col">Operations in all</th>
            </tr>
          </thead>
          <tbody>
            {reached.map(({ name, reads, writes, operations }) => (
              <tr key={name}>
                <th scope="row">
                  <code>/{name}</code>
                </th>
                <td>{reads}</td>
                <td>{writes}</td>
                <td>{operations}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
