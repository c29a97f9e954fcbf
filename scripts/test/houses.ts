// Which product a worker's trips are played against: each worker has one to itself, since a trip may change the weather at the
// gateway, or the hour, for everybody. The set-up keeps the list; every worker moves into its own before any trip is read.

export interface House {
  readonly MANDATE_BASE_URL: string;
  readonly MANDATE_SIMULATOR_URL: string;
  readonly MANDATE_DATA_DIR: string;
  readonly MANDATE_DATABASE_URL: string;
}

const KEPT = 'MANDATE_TRIP_HOUSES';

export function keepHouses(houses: readonly House[]): void {
  process.env[KEPT] = JSON.stringify(houses);
}

/** Does nothing in the process that starts the workers, and where somebody's own product was named. */
export function moveIn(): void {
  const { [KEPT]: kept, TEST_PARALLEL_INDEX: place } = process.env;
  if (kept === undefined || place === undefined) return;
  const house = (JSON.parse(kept) as House[])[Number(place)];
  if (!house) throw new Error(`There is no product for the worker ${place}.`);
  Object.assign(process.env, house);
}
