const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL may be asked for it: anything else is not there, and no error. */
export function isUuid(text: string): boolean {
  return form.test(text);
}
