/** Why nobody has answered: a failure class, and the reason for a person. */
export interface NetworkFailure {
  failure: 'transient' | 'misconfigured';
  why: string;
}

/** What another try may mend. */
const transient: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nobody listens there'],
  ['ECONNRESET', 'the connection was cut'],
  ['EPIPE', 'the connection was cut'],
  ['ETIMEDOUT', 'no connection in time'],
  ['ENOTFOUND', 'the name is not known'],
  ['EAI_AGAIN', 'the name cannot be looked up now'],
  ['EHOSTUNREACH', 'there is no way to the host'],
  ['ENETUNREACH', 'there is no way to the network'],
]);

/** What only a person can mend. */
const misconfigured: ReadonlyMap<string, string> = new Map([
  ['ERR_INVALID_URL', 'the URL is not valid'],
  ['ERR_INVALID_CHAR', 'the token is not valid'],
  ['HPE_HEADER_OVERFLOW', 'the answer has headers without end'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak TLS: http:// instead of https://?'],
  ['EPROTO', 'it does not speak TLS: http:// instead of https://?'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted here'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is not trusted here'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is not trusted here'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate is not trusted here'],
]);

/** Codes are those of Node, llhttp (HPE_…) and OpenSSL. An error that nobody knows is tried again. */
export function classifyNetworkError(error: unknown): NetworkFailure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = codeOf(cause);
  if (code === null)
    return { failure: 'transient', why: cause instanceof Error ? cause.message : String(cause) };
  const mended = misconfigured.get(code);
  if (mended !== undefined) return { failure: 'misconfigured', why: `${mended} (${code})` };
  if (code.startsWith('HPE_')) return { failure: 'misconfigured', why: `it does not speak HTTP (${code})` };
  const known = transient.get(code);
  return { failure: 'transient', why: known === undefined ? code : `${known} (${code})` };
}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
