/** A count with its thousands grouped: "1,842". */
export function numberText(count: number): string {
  return count.toString().replace(/\B(?=(?:[0-9]{3})+$)/g, ',');
}
