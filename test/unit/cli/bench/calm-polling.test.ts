/** @file Calm polling: callbacks come as before, each after a little sleep. */
import { promisify } from "node:util";
import { afterEach, expect, it } from "vitest";
import { calmPolling } from "#src/cli/bench/calm-polling.ts";

const before = globalThis.setImmediate;
afterEach(() => void (globalThis.setImmediate = before));

it("calls back with what was given, by promise too, and not when told off", async () => {
  calmPolling();
  const called: unknown[] = [];
  clearImmediate(setImmediate(() => called.push("never")));
  await new Promise<void>((resolve) => setImmediate((...args: unknown[]) => (called.push(...args), resolve()), 1, "two"));
  expect(called).toEqual([1, "two"]);
  expect(await promisify(setImmediate)(3)).toBe(3);
});

it("leaves the processor alone while it waits", async () => {
  calmPolling();
  let polls = 0;
  const start = performance.now();
  await new Promise<void>((resolve) => {
    const poll = (): void => {
      polls++;
      if (performance.now() - start > 100) resolve();
      else setImmediate(poll);
    };
    setImmediate(poll);
  });
  // A tenth of a millisecond of sleep before each.
  expect(polls).toBeGreaterThan(1);
  expect(polls).toBeLessThanOrEqual(1002);
});
