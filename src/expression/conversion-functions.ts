import type { Environment } from '@marcbachmann/cel-js';
import type { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';

/** Conversions of the CEL specification that cel-js lacks. */
export function registerConversionFunctions(environment: Environment): void {
  const options = { async: false };
  const seconds = (time: Date) => BigInt(Math.floor(time.getTime() / 1000));
  environment
    .registerFunction('int(uint): int', (value: UnsignedInt) => value.value, options)
    .registerFunction('int(google.protobuf.Timestamp): int', seconds, options)
    .registerFunction('string(google.protobuf.Timestamp): string', timeText, options)
    .registerFunction(
      'string(google.protobuf.Duration): string',
      (value: Duration) => value.toString(),
      options,
    )
    .registerFunction(
      'timestamp(google.protobuf.Timestamp): google.protobuf.Timestamp',
      (time: Date) => time,
      options,
    )
    .registerFunction(
      'duration(google.protobuf.Duration): google.protobuf.Duration',
      (value: Duration) => value,
      options,
    );
}

/** RFC 3339, with a fraction only where there is one. */
function timeText(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z');
}
