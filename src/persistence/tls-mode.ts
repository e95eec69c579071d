import { AppError } from '../kernel/index.ts';

/** What PostgreSQL's own programs know, and `no-verify`, which is `pg`'s word for their `require`. */
const modes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];
const readDifferently = ['prefer', 'require', 'verify-ca'];

/**
 * The address of a server, whose `sslmode` means what it means to PostgreSQL's own programs: `require` encrypts, and
 * `verify-full` also asks who answers. `pg` takes one for the other, says so at each start, and is to change that.
 *
 * @throws AppError `config/invalid` for a mode that none of them knows, and that would be taken for another
 */
export function withKnownTlsMode(address: string): string {
  const url = URL.parse(address);
  const mode = url?.searchParams.get('sslmode') ?? null;
  if (url === null || mode === null) return address;
  if (!modes.includes(mode)) {
    const message = `sslmode of DATABASE_URL is "${mode}": use disable, require, verify-ca or verify-full`;
    throw new AppError('config/invalid', message);
  }
  if (readDifferently.includes(mode)) url.searchParams.set('uselibpqcompat', 'true');
  return url.href;
}
