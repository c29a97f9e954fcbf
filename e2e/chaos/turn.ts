/** Lets so many act at a time, in the order they asked. */
export type Turn = <T>(act: () => Promise<T>) => Promise<T>;

export function atMostAtATime(count: number): Turn {
  const waiting: (() => void)[] = [];
  let acting = 0;
  return async (act) => {
    if (acting >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    else acting += 1;
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      // Who comes next takes this very place.
      if (next) next();
      else acting -= 1;
    }
  };
}
