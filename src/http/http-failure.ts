import { AppError } from '../kernel/index.ts';

/** What Node calls failures of certificates: none of them passes by itself. */
const certificates = /CERT|SIGNATURE|SELF_SIGNED|ISSUER|^ERR_TLS|^ERR_SSL|^EPROTO$/;
const malformed = /^HPE_|^Z_|^ERR_BROTLI|^ERR__ERROR_|^ERR_STREAM_PREMATURE_CLOSE$/;

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be looked up',
  ETIMEDOUT: 'the connection took too long',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
};

/** Why an exchange failed, in Chatter's words. Node's error is left behind: nobody knows what it holds. */
export function httpFailure(cause: unknown, { host }: URL): AppError {
  if (AppError.is(cause)) return cause;
  const code = codeOf(cause);
  if (malformed.test(code)) {
    return new AppError('http/malformed', `the answer of ${host} cannot be read (${code})`, {
      retryable: true,
    });
  }
  const reason = reasons[code] ?? (certificates.test(code) ? 'its certificate is not trusted' : 'it failed');
  return new AppError('http/unreachable', `${host} cannot be reached: ${reason} (${code})`, {
    retryable: !certificates.test(code) && code !== 'ENOTFOUND',
    details: { reason: code },
  });
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}
