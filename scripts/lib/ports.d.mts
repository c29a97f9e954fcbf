export function portIsFree(port: number): Promise<boolean>;
/** A port nobody listens on now, on loopback. */
export function freePort(): Promise<number>;
/** Stops with one sentence when a port that is needed is taken. */
export function requireFreePort(variable: string, value: string, what: string): Promise<void>;
