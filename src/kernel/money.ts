/** Money is decimal text at the edge and integer micro US dollars inside. */
const microUsdOfUsd = 1_000_000;

/** US dollars as decimal text: exact, with two to six decimals. */
export function usdOf(microUsd: number): string {
  const whole = Math.trunc(microUsd / microUsdOfUsd);
  const decimals = String(microUsd % microUsdOfUsd).padStart(6, '0');
  return `${whole}.${decimals.slice(0, 2)}${decimals.slice(2).replace(/0+$/, '')}`;
}

/** The inverse of `usdOf`, for decimal text with at most six decimals. */
export function microUsdOf(usd: string): number {
  const [whole = '', decimals = ''] = usd.split('.');
  return Number(whole) * microUsdOfUsd + Number(decimals.padEnd(6, '0'));
}
