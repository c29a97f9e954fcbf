/**
 * Finds the addresses of a receiver's name without taking a thread of this process for it.
 *
 * The system's own look-up cannot be stopped and waits for a dead name server on one of the two threads that Alipay's and
 * PostgreSQL's names are found on too: a few endpoints whose names nobody answers for would stop debits. So the name servers are
 * asked directly, with an end; the system is asked only about what they do not know (names of a hosts file), which is quick.
 */
import { lookup, Resolver, type LookupAddress } from 'node:dns';

/** Name servers answer within a second; a delivery as a whole has fifteen. */
const ANSWER_TIMEOUT_MS = 4_000;

type Found = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

/** Of this machine itself; no name server is asked about it. */
const OURSELVES = /^(.+\.)?localhost$/i;

/** As `dns.lookup` with `all`, asking these name servers, or those of the system. */
export function nameResolver(servers?: readonly string[], timeoutMs = ANSWER_TIMEOUT_MS): typeof lookup {
  return ((hostname: string, options: { readonly family?: number | string }, found: Found): void => {
    const ask = () => lookup(hostname, { ...options, all: true } as { all: true }, found);
    if (OURSELVES.test(hostname)) return ask();
    const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
    if (servers) resolver.setServers(servers);
    const families = [4, 6].filter((family) => !options.family || String(options.family).endsWith(String(family)));
    const answers = families.map((family) => askServers(resolver, hostname, family as 4 | 6));
    void Promise.all(answers).then((all) => {
      const addresses = all.flatMap((answer) => (Array.isArray(answer) ? answer : []));
      if (addresses.length > 0) return found(null, addresses);
      const isSilent = all.every((answer) => answer === 'silent');
      if (isSilent) return found(Object.assign(new Error('no name server answered'), { code: 'EAI_AGAIN' }), []);
      ask();
    });
  }) as unknown as typeof lookup;
}

export const resolveName = nameResolver();

function askServers(resolver: Resolver, hostname: string, family: 4 | 6): Promise<LookupAddress[] | 'silent' | 'none'> {
  return new Promise((resolve) => {
    const answer = (error: NodeJS.ErrnoException | null, addresses: string[] | undefined) => {
      if (error) return resolve(error.code === 'ETIMEOUT' ? 'silent' : 'none');
      resolve((addresses ?? []).map((address) => ({ address, family })));
    };
    if (family === 4) resolver.resolve4(hostname, answer);
    else resolver.resolve6(hostname, answer);
  });
}
