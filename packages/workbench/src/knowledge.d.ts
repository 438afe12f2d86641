/** The compiled table, one character per byte. Made by vite.config.ts. */
declare module 'virtual:knowledge-table' {
  export const tableText: string;
}

/** The knowledge's details as JSON, with the permissions in columns. Made by vite.config.ts. */
declare module 'virtual:knowledge-details' {
  export const detailsText: string;
}

/** Claims and responses of the shipped incidents, as text. Made by vite.config.ts. */
declare module 'virtual:incidents' {
  export const incidents: Readonly<
    Record<
      'permission-missing' | 'role-missing' | 'implicit-flow',
      { readonly claims: string; readonly response: string }
    >
  >;
}

/** Style sheets are taken by the build; nothing is imported from them. */
declare module '*.css';
