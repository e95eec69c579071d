import type { AnswerMeter } from './answer-meter.ts';

/** Of a refusal only the beginning is read: it says why. */
const mostRefusal = 64 * 1024;

/** The same response, of whose body no more is read than may be. */
export function meteredResponse(response: Response, meter: AnswerMeter): Response {
  const { body, ok, status, statusText, headers } = response;
  if (body === null) return response;
  const bounded = body.pipeThrough(ok ? metered(meter) : beginning(mostRefusal));
  return new Response(bounded, { status, statusText, headers });
}

type Passage = TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>;

function metered(meter: AnswerMeter): Passage {
  return new TransformStream({
    transform: (bytes, passage) => {
      meter.received(bytes.length);
      passage.enqueue(bytes);
    },
  });
}

function beginning(most: number): Passage {
  let left = most;
  return new TransformStream({
    transform: (bytes, passage) => {
      passage.enqueue(bytes.subarray(0, left));
      left -= bytes.length;
      if (left <= 0) passage.terminate();
    },
  });
}
