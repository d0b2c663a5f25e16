/**
 * Waits for statements of one transaction that were sent without waiting for each other's answers. PostgreSQL does them in
 * the order in which they were sent (`pipeline` in database.ts), so that one may build on what another wrote; what is saved
 * is a way there and back for each. Waits for all of them even if one fails: none may run on after its transaction.
 *
 * @throws the error that came first; what followed it says only that the transaction is aborted
 */
export async function together<T extends readonly unknown[] | []>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  let first: { error: unknown } | undefined;
  const note = (error: unknown) => {
    first ??= { error };
  };
  const results = await Promise.all(work.map((one) => Promise.resolve(one).catch(note)));
  if (first) throw first.error;
  return results as { -readonly [K in keyof T]: Awaited<T[K]> };
}
