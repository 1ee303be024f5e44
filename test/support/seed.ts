/** @file How the property tests are seeded: a fixed seed unless HEED_SEED is set; HEED_FUZZ_SCALE multiplies the number of runs. */
import type { Parameters } from "fast-check";

const seed = Number(process.env["HEED_SEED"] ?? 20_240_607);
const scale = Number(process.env["HEED_FUZZ_SCALE"] ?? 1);

/** Options for `fc.assert`; prints the property's name, its number of runs and the seed. */
export function propertyOptions<T>(name: string, runs: number): Parameters<T> {
  const numRuns = Math.max(1, Math.round(runs * scale));
  console.info(`property: ${name}: ${numRuns} runs, seed ${seed}`);
  return { seed, numRuns };
}
