export interface StoreShape {
  readonly runs: number;
  readonly params: number;
  readonly metrics: number;
  readonly steps: number;
}
/** Gives the number of files written. */
export function makeFileStore(folder: string, shape: StoreShape): number;
export function makeDatabase(folder: string, shape: StoreShape): Promise<void>;
