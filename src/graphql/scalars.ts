import { builder } from './builder.ts';
import { readCursor } from './cursor-scalar.ts';
import { readDateTime, writeDateTime } from './date-time-scalar.ts';
import { readJson, readJsonLiteral } from './json-scalar.ts';

builder.scalarType('JSON', {
  description:
    'Any JSON value: null, true or false, a number, text, a list or an object. Up to 100 levels deep.',
  serialize: (value) => value,
  parseValue: readJson,
  parseLiteral: readJsonLiteral,
});

builder.scalarType('DateTime', {
  description:
    'A moment in the format of RFC 3339, in UTC and with milliseconds: `2026-01-31T09:30:00.000Z`. In inputs, any offset from UTC is accepted, and anything finer than a millisecond is cut off.',
  serialize: writeDateTime,
  parseValue: readDateTime,
});

builder.scalarType('Cursor', {
  description: 'A place in a list or in a log. It is opaque: keep it, and send it back as `after`.',
  serialize: (cursor) => cursor,
  parseValue: readCursor,
});
