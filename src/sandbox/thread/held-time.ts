/**
 * Time as the engine of this thread sees it: it stands still, and it is UTC everywhere. The engine asks the thread's own
 * `Date` for the time and the offset of the time zone.
 * @returns sets the time, in milliseconds since 1970
 */
export function holdTime(): (now: number) => void {
  let held = 0;
  Date.now = () => held;
  Date.prototype.getTimezoneOffset = () => 0;
  return (now) => {
    held = now;
  };
}
