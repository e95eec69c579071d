import { err, ok, type Result } from '../../kernel/index.ts';

/** The address as it can be asked, or what is wrong with it, to be read after its name. */
export function requestUrl(text: string): Result<string, string> {
  const shown = text.length > 100 ? `${text.slice(0, 99)}…` : text;
  if (!URL.canParse(text))
    return err(`is "${shown}": it must be an absolute address, as https://api.example.com/orders`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return err(`is "${shown}": only http and https addresses can be asked`);
  }
  if (url.username !== '' || url.password !== '') {
    return err('holds a user name or a password: write them as basic, with the password as a secret');
  }
  url.hash = '';
  return ok(url.href);
}
