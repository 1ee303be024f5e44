/**
 * @file Times contenders in turns: a round goes through all of them, and begins with another one each time, so that what disturbs the machine
 * disturbs them alike. What takes long gets fewer calls.
 */
import type { Child } from "./child.ts";
import type { Rates } from "./outcome.ts";
import { spreadOf } from "./statistics.ts";

export interface Racer {
  readonly name: string;
  readonly child: Pick<Child, "ask">;
}

/** Milliseconds. */
const inOneTurn = 150;
const inAllTurns = 20_000;
const mostCalls = 50;

export interface Raced {
  /** By name: milliseconds of every call, round by round, or why it stopped. */
  readonly samples: ReadonlyMap<string, readonly (readonly number[])[]>;
  readonly failures: ReadonlyMap<string, string>;
  readonly rates: Rates;
}

/** How often a contender is called in a turn, and how many turns it takes. */
export function turnsOf(firstMs: number, rounds: number): { readonly calls: number; readonly turns: number } {
  const calls = Math.max(1, Math.min(mostCalls, Math.ceil(inOneTurn / firstMs)));
  return { calls, turns: Math.max(Math.min(2, rounds), Math.min(rounds, Math.floor(inAllTurns / (calls * firstMs)))) };
}

/** `ceilings` measures the device once in every round. */
export async function race(
  racers: readonly Racer[],
  ceilings: Pick<Child, "ask">,
  rounds: number,
  onTurn: (share: number, name: string) => void,
): Promise<Raced> {
  const samples = new Map<string, (readonly number[])[]>();
  const failures = new Map<string, string>();
  const plans = new Map<string, ReturnType<typeof turnsOf>>();
  const rates: Record<keyof Rates, number[]> = { fma: [], read: [] };
  const ask = ({ name, child }: Racer, calls: number): Promise<readonly number[]> =>
    child.ask("time", calls).catch((error: Error) => (failures.set(name, error.message), []));
  // One call to learn how long it takes; it also is the last that is not counted.
  for (const racer of racers) plans.set(racer.name, turnsOf((await ask(racer, 1))[0] ?? 1, rounds));
  for (let round = 0; round < rounds; round++) {
    const found = await ceilings.ask("ceilings", "best");
    rates.fma.push(found["fma-f32"]!.rate);
    rates.read.push(found.read!.rate);
    for (let i = 0; i < racers.length; i++) {
      const racer = racers[(round + i) % racers.length]!;
      const { calls, turns } = plans.get(racer.name)!;
      if (round >= turns || failures.has(racer.name)) continue;
      onTurn((round + i / racers.length) / rounds, racer.name);
      samples.set(racer.name, [...(samples.get(racer.name) ?? []), await ask(racer, calls)]);
    }
  }
  return { samples, failures, rates: { fma: spreadOf(rates.fma).median, read: spreadOf(rates.read).median } };
}
