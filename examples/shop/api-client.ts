/**
 * A client of the REST API, typed by its OpenAPI document. Whatever is lost on the way is sent again as it was: the key and the
 * order's reference see to it that nothing happens twice.
 */
import type { Paths, Schemas } from './api';

type Path = keyof Paths;
type MethodOf<P extends Path> = keyof Paths[P] & string;
type CallOf<P extends Path, M extends MethodOf<P>> = Paths[P][M];
type AnswerOf<Call> = Call extends { readonly answer: infer Answer } ? Answer : never;
type InputOf<Call> = Omit<Call, 'answer'>;

/** What was refused: the document's own problem. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(readonly problem: Schemas['Problem']) {
    super(problem.detail);
  }
}

/** Before the second and the third try. */
const PAUSES_MS = [200, 1_000];

export class ApiClient {
  constructor(
    /** As http://localhost:3000/api/v1 */
    readonly base: string,
    readonly key: string,
  ) {}

  async call<P extends Path, M extends MethodOf<P>>(
    method: M,
    path: P,
    input: InputOf<CallOf<P, M>>,
  ): Promise<AnswerOf<CallOf<P, M>>> {
    const request = this.#requestOf(method, path, input);
    for (const pauseMs of PAUSES_MS) {
      const answer = await fetch(request.clone()).catch(() => null);
      if (answer && answer.status < 500) return read(answer);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return read(await fetch(request));
  }

  #requestOf(method: string, path: string, input: object): Request {
    const { id, query, headers, body } = input as {
      readonly id?: string;
      readonly query?: Readonly<Record<string, unknown>>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    };
    const url = new URL(`${this.base}${path.replace('{id}', encodeURIComponent(id ?? ''))}`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, String(value));
    return new Request(url, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
}

/** @throws ApiProblem for everything that was refused */
async function read<Answer>(answer: Response): Promise<Answer> {
  const text = await answer.text();
  const value: unknown = text === '' ? null : JSON.parse(text);
  if (!answer.ok) throw new ApiProblem(value as Schemas['Problem']);
  return value as Answer;
}
