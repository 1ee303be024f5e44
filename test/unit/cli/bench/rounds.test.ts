/** @file Contenders take turns, begin in turn, and drop out alone. */
import { expect, it } from "vitest";
import type { Child } from "#src/cli/bench/child.ts";
import { race, turnsOf } from "#src/cli/bench/rounds.ts";

const child = (answer: (count: number) => readonly number[]): Pick<Child, "ask"> => ({
  ask: (async (_: string, count: number) => answer(count)) as unknown as Child["ask"],
});

const ceilings = (rates: number[]): Pick<Child, "ask"> => ({
  ask: (async () => {
    const rate = rates.shift()!;
    return { "fma-f32": { rate, style: "" }, read: { rate: rate / 2, style: "" } };
  }) as unknown as Child["ask"],
});

it("goes through all in every round, beginning with another each time", async () => {
  const turns: string[] = [];
  const racer = (name: string) => ({ name, child: child((count) => (turns.push(name), Array.from({ length: count }, () => 200))) });
  const { samples, failures, rates } = await race(["a", "b", "c"].map(racer), ceilings([10, 30, 20]), 3, () => undefined);
  expect(turns.join("")).toBe("abcabcbcacab");
  expect(Object.fromEntries(samples)).toEqual({ a: [[200], [200], [200]], b: [[200], [200], [200]], c: [[200], [200], [200]] });
  expect(failures.size).toBe(0);
  expect(rates).toEqual({ fma: 20, read: 10 });
});

it("goes on without one that fails", async () => {
  let calls = 0;
  const failing = child(() => {
    if (calls++ === 2) throw new Error("the device is lost");
    return [40];
  });
  const racers = [
    { name: "bad", child: failing },
    { name: "good", child: child(() => [50]) },
  ];
  const { samples, failures } = await race(racers, ceilings([1, 1, 1, 1]), 4, () => undefined);
  expect(failures.get("bad")).toBe("the device is lost");
  expect(samples.get("good")).toHaveLength(4);
  expect(calls).toBe(3);
});

it("calls what is quick more often, and what is slow in fewer rounds", () => {
  expect(turnsOf(0.1, 7)).toEqual({ calls: 50, turns: 7 });
  expect(turnsOf(10, 7)).toEqual({ calls: 15, turns: 7 });
  expect(turnsOf(5000, 7)).toEqual({ calls: 1, turns: 4 });
  expect(turnsOf(60_000, 7)).toEqual({ calls: 1, turns: 2 });
  expect(turnsOf(60_000, 1)).toEqual({ calls: 1, turns: 1 });
});
