/** placeholder */
export async function runPlanted(_root: string): Promise<number> {
  throw new Error('not yet');
}
