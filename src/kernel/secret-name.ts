/** What a secret may be called. */
export const secretNamePattern = /^[A-Za-z_][A-Za-z0-9_-]{0,127}$/;

/** The same in words, to be read after the name of the place. */
export const secretNameRule = 'must be a letter or "_", then at most 127 letters, digits, "_" and "-"';
