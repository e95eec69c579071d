const longest = 1_000;

/** What a message repeats of the document may be as long as that is. Its middle goes, for the advice is at its end. */
export function brief(text: string): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest / 2)} … ${text.slice(-longest / 2)}`;
}
