/** What is shorter says nothing, and stands in other texts by accident. */
export const shortestForm = 6;
const shortestPart = 8;

/**
 * The forms in which others may write a value: as it is, as JSON (also within JSON), in an address, in base64 (also in
 * the middle of something longer, as in Basic authentication), in hex, in a page. Also those of its parts between line
 * breaks, and between letters beyond ASCII, which may arrive as others. Longest first.
 */
export function secretForms(value: string): readonly string[] {
  const parts = value.split(/[^ -~]+/).filter((part) => part.length >= shortestPart);
  const plain = [...new Set([value, ...parts])];
  const encoded = plain.flatMap((text) => [...base64Forms(text), ...hexForms(text)]);
  const written = plain.flatMap((text) => [text, inJson(text), inJson(inJson(text)), inPage(text)]);
  const forms = [...written, ...encoded].flatMap((text) => [text, ...addressForms(text)]);
  return [...new Set(forms)]
    .filter((form) => form.length >= shortestForm)
    .sort((left, right) => right.length - left.length);
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inPage(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function hexForms(text: string): readonly string[] {
  const hex = Buffer.from(text).toString('hex');
  return [hex, hex.toUpperCase()];
}

/** Those who write addresses differ in what they leave as it is, in how they write a space, and in small letters. */
function addressForms(text: string): readonly string[] {
  const component = encodeURIComponent(text.toWellFormed());
  const strict = component.replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  return [component, strict, form].flatMap((one) => [one, one.replaceAll(/%[0-9A-F]{2}/g, lowerCase)]);
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

/** Whole, and as what does not depend on its neighbours in a longer text, wherever in that it begins. */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const within = [0, 1, 2].map((before) => {
    const length = before + bytes.length;
    const all = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return all.slice([0, 2, 3][before], Math.floor((length * 8) / 6));
  });
  const whole = bytes.toString('base64');
  return [whole, whole.replace(/=+$/, ''), ...within].flatMap((one) => [
    one,
    one.replaceAll('+', '-').replaceAll('/', '_'),
  ]);
}
