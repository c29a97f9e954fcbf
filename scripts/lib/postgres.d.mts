import type { ChildProcess } from 'node:child_process';

export interface EmbeddedPostgres {
  /** The database `mandate`, as the cluster's superuser. */
  readonly url: string;
  urlOf(database: string): string;
  readonly port: number;
  readonly pid: number | undefined;
  /** Ends when the server does. */
  readonly guard: ChildProcess;
  /** Shuts down; a throw-away server's folder is removed. */
  stop(): Promise<void>;
}

/** Starts the embedded PostgreSQL of a data directory, or a throw-away one (`ephemeral`). */
export function startEmbeddedPostgres(options: { dataDir?: string; ephemeral?: boolean }): Promise<EmbeddedPostgres>;

/** The address of an embedded server that runs now on this data directory, or null. */
export function runningEmbeddedUrl(dataDir: string): string | null;
