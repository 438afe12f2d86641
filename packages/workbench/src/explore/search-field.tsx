import { Field, Input } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import { Icon } from '../parts/icon.tsx';

interface Props {
  readonly label: string;
  readonly placeholder: string;
  /** The search of the address. */
  readonly search: string;
  /** Address of a search, from its `#` on. */
  readonly hash: (search: string) => string;
  readonly onSearch: (search: string) => void;
}

/** A field that searches while somebody types. The address follows, without a step of the back button per letter. */
export function SearchField({ label, placeholder, search, hash, onSearch }: Props): ReactElement {
  const [text, setText] = useState(search);
  useEffect(() => setText(search), [search]);
  return (
    <Field label={label} className="search">
      <Input
        type="search"
        value={text}
        placeholder={placeholder}
        contentBefore={<Icon name="search" />}
        spellCheck={false}
        autoComplete="off"
        onChange={(_, { value }) => {
          setText(value);
          onSearch(value);
          history.replaceState(null, '', hash(value));
        }}
      />
    </Field>
  );
}

/** Whether every word of a search is in a text. Case does not count. */
export function matcherOf(search: string): (text: string) => boolean {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return (text) => {
    const lower = text.toLowerCase();
    return words.every((word) => lower.includes(word));
  };
}
