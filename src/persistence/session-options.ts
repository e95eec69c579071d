/** What a connection asks for at its beginning, whatever its user or its database would give it. */
export function sessionOptions(settings: Readonly<Record<string, string>>): string {
  return Object.entries({ ...always, ...settings })
    .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
    .join(' ');
}

/**
 * A process that is frozen in the middle of a transaction keeps others from the rows that it has locked. So long it may
 * do nothing there: by then, it counts as dead in any case.
 */
export function briefTransactions(idleMs = 10_000): Readonly<Record<string, string>> {
  return { idle_in_transaction_session_timeout: String(idleMs) };
}

/**
 * Statements are written for this isolation: in another one, they would fail where others write the same rows. Times are
 * read in no other style.
 */
const always = { default_transaction_isolation: 'read committed', datestyle: 'ISO' };
