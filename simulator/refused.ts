/** How a verb of the controls says no: a sentence for the caller and an HTTP status. It refuses to know the verbs. */

export interface Refused {
  refused: string;
  status: number;
}

export function isRefused<T>(value: T | Refused): value is Refused {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

export function refusal(refused: string, status = 400): Refused {
  return { refused, status };
}
