/** Lower case of the ASCII letters only: what SQLite, and PostgreSQL with the collation `C`, do. */
export function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Upper case of the ASCII letters only. */
export function upper(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}
