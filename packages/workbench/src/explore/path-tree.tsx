import { useMemo, type ReactElement } from 'react';
import type { OpenedOperation } from '../protocol.ts';
import { hashOf } from '../route.ts';

/** A segment of paths, with what is opened there and below. */
export interface TreeNode {
  readonly segment: string;
  readonly path: string;
  readonly operations: readonly OpenedOperation[];
  readonly children: readonly TreeNode[];
  /** Operations here and below. */
  readonly count: number;
}

/** Puts operations into a tree by the segments of their paths. Segments without a choice are joined. */
export function treeOf(operations: readonly OpenedOperation[]): readonly TreeNode[] {
  return childrenOf(operations, '');
}

function childrenOf(operations: readonly OpenedOperation[], base: string): readonly TreeNode[] {
  const groups = new Map<string, OpenedOperation[]>();
  for (const operation of operations) {
    const rest = operation.path.slice(base.length + 1);
    if (rest === '') continue;
    const segment = rest.split('/', 1)[0] as string;
    const group = groups.get(segment);
    if (group === undefined) groups.set(segment, [operation]);
    else group.push(operation);
  }
  return [...groups].map(([segment, group]) => nodeOf(segment, `${base}/${segment}`, group));
}

function nodeOf(segment: string, path: string, group: readonly OpenedOperation[]): TreeNode {
  const here = group.filter((operation) => operation.path === path);
  const children = childrenOf(group, path);
  const [only] = children;
  if (here.length === 0 && children.length === 1 && only !== undefined) {
    return { ...only, segment: `${segment}/${only.segment}` };
  }
  return { segment, path, operations: here, children, count: group.length };
}

/** The tree of what a permission opens. Only what is unfolded is drawn. */
export function PathTree({ operations }: { readonly operations: readonly OpenedOperation[] }): ReactElement {
  const nodes = useMemo(() => treeOf(operations), [operations]);
  return (
    <ul className="tree">
      {nodes.map((node) => (
        <Branch key={node.path} node={node} open={nodes.length <= 3 && node.count <= 40} />
      ))}
    </ul>
  );
}

function Branch({ node, open }: { readonly node: TreeNode; readonly open: boolean }): ReactElement {
  const { segment, path, operations, children, count } = node;
  const own = (
    <span className="tree-own">
      <code>/{segment}</code>
      {operations.map(({ method, least, with: partners, doubtful }) => (
        <span key={`${method} ${partners.join()}`}>
          <a
            className="method"
            data-method={method}
            href={hashOf({ view: 'operation', method, path })}
            aria-label={`${method} ${path}`}
          >
            {method}
          </a>
          {least && <span className="tag">least</span>}
          {partners.length > 0 && <span className="tag">with {partners.join(' or ')}</span>}
          {doubtful && <span className="tag">contested</span>}
        </span>
      ))}
    </span>
  );
  if (children.length === 0) return <li>{own}</li>;
  return (
    <li>
      {own}
      <details open={open}>
        <summary>
          {count - operations.length} below <code>/{segment}</code>
        </summary>
        <ul>
          {children.map((child) => (
            <Branch key={child.path} node={child} open={open} />
          ))}
        </ul>
      </details>
    </li>
  );
}
