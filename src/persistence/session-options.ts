/** What a connection asks for at its beginning, whatever its user or its database would give it. */
export function sessionOptions(settings: Readonly<Record<string, string>>): string {
  return Object.entries({ ...always, ...settings })
    .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
    .join(' ');
}

/**
 * Statements are written for this isolation: in another one, they would fail where others write the same rows. Times are
 * read in no other style.
 */
const always = { default_transaction_isolation: 'read committed', datestyle: 'ISO' };
