/** Takes the place of a secret's value, which nothing but the request that is sent ever holds. */
export interface SecretText {
  /** Its name. */
  readonly secret: string;
  /** Sent right before the value, as `Token `. */
  readonly prefix?: string;
}

export interface HttpField {
  readonly name: string;
  readonly value: string | SecretText;
}

export const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type HttpMethod = (typeof httpMethods)[number];

export type HttpAuth =
  | { readonly type: 'bearer'; readonly token: SecretText }
  | { readonly type: 'basic'; readonly username: string; readonly password: SecretText };

export type HttpBody =
  | { readonly type: 'text'; readonly text: string; readonly contentType: string }
  | { readonly type: 'form'; readonly fields: readonly HttpField[] };

export interface HttpLimits {
  /** From the first look for the address to the last byte, redirects included. */
  readonly timeoutMs: number;
  /** Of the body, unpacked. */
  readonly maxResponseBytes: number;
  /** 0: a redirect is an answer like any other. */
  readonly maxRedirects: number;
}

export interface HttpRequest {
  readonly method: HttpMethod;
  /** An absolute http or https address, without user and password. */
  readonly url: string;
  /** Added to what the address has. */
  readonly query: readonly HttpField[];
  readonly headers: readonly HttpField[];
  readonly auth: HttpAuth | null;
  readonly body: HttpBody | null;
  /** Reads the answer as text, whatever it says that it is. */
  readonly isTextExpected: boolean;
  readonly limits: HttpLimits;
}

export interface HttpResponse {
  /** Where it came from, after redirects. */
  readonly url: string;
  readonly status: number;
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes where it is no text. */
  readonly body: string | Uint8Array;
  /** How long the server asked to be left alone; null: it did not. */
  readonly retryAfterMs: number | null;
}

/** What the `http_request` kind asks of the world. */
export interface HttpCaller {
  /**
   * Sends one request, follows redirects, and reads the answer, whatever its status. Aborting `signal` closes the
   * connection. No secret that was sent is in the texts that come back.
   * @throws AppError with an `http/…` or `secret/…` code
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
}
