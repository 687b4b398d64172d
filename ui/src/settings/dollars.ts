/** Amounts of money as creators type them and as the settings keep them. */

/** "5", "5.00", "5,5 $" as "5.00"; null for nothing (no cap); undefined where it is no amount. */
export function dollars(text: string): string | null | undefined {
  const plain = text.replace(/[$\s]/gu, '').replace(',', '.');
  if (plain === '') return null;
  if (!/^\d{1,6}(\.\d{0,2})?$/u.test(plain)) return undefined;
  const amount = Number(plain);
  return amount > 0 ? amount.toFixed(2) : undefined;
}
