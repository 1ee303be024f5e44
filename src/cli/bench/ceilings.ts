/**
 * @file What the device itself can do, by kernels that do one thing only: multiply-adds, exponentials, reading, copying. Of several ways to write
 * each the best counts.
 */
import { openDevice } from "#src/node/dawn.ts";
import { createMicrokernel, type Microkernel } from "./microkernel.ts";
import { microkernels, type CeilingName } from "./microkernel-table.ts";

/** Per second, in 10⁹: floating-point operations, exponentials, bytes. */
export type Ceilings = Readonly<Partial<Record<CeilingName, Ceiling>>>;

export interface Ceiling {
  readonly rate: number;
  /** Which way of writing it was the best. */
  readonly style: string;
}

interface Known {
  readonly name: CeilingName;
  readonly style: string;
  readonly kernel: Microkernel;
}

/** Of every way; the best run counts, since nothing makes a device faster than it is. */
const runs = 5;

let chosen: Map<CeilingName, Known> | undefined;

/** The first time, and for `all`, every way of everything is tried; for `best`, what is needed beside times, once more. */
export async function measureCeilings(which: "all" | "best"): Promise<Ceilings> {
  if (which === "all" || !chosen) return measureAll();
  const found: Partial<Record<CeilingName, Ceiling>> = {};
  for (const name of ["fma-f32", "read"] as const) {
    const known = chosen.get(name);
    if (known) found[name] = { style: known.style, rate: await known.kernel.run() };
  }
  return found;
}

async function measureAll(): Promise<Ceilings> {
  const device = await openDevice();
  chosen = new Map();
  const found: Partial<Record<CeilingName, Ceiling>> = {};
  for (const row of microkernels) {
    if (row.feature && !device.features.has(row.feature)) continue;
    const kernel = await createMicrokernel(device, row);
    const rate = await bestOf(kernel);
    if (rate <= (found[row.name]?.rate ?? 0)) continue;
    found[row.name] = { style: row.style, rate };
    chosen.set(row.name, { name: row.name, style: row.style, kernel });
  }
  return found;
}

async function bestOf(kernel: Microkernel): Promise<number> {
  let best = 0;
  for (let i = 0; i < runs; i++) best = Math.max(best, await kernel.run());
  return best;
}
