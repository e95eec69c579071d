export { isAllowable } from './address-rules.ts';
export { createHttp, type HttpOptions } from './create-http.ts';
