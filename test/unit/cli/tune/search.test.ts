/** @file The search on a clock of its own, where every schedule has a known speed: what it finds, what it leaves out, when it stops. */
import { expect, it } from "vitest";
import { chooseSchedule, type ScheduleRequest } from "#codegen/choose-schedule.ts";
import { scheduleKey, stepSize } from "#codegen/enumerate-schedules.ts";
import type { Schedule } from "#codegen/schedule.ts";
import { createRandom } from "#src/cli/random-call.ts";
import { search, type Failure, type Lab, type SearchResult } from "#src/cli/tune/search.ts";

const request: ScheduleRequest = {
  family: "nvidia",
  phase: "prefill",
  D: 64,
  Dv: 64,
  block: [64, 64],
  packedHeads: 1,
  extraBytesPerKey: 0,
  limits: { workgroupBytes: 32768, workgroupSize: 256, subgroup: 32 },
};
const start = chooseSchedule(request)!;

interface World {
  readonly msOf: (schedule: Schedule) => number;
  readonly createMsOf?: (schedule: Schedule) => number;
  readonly failureOf?: (schedule: Schedule) => Failure | undefined;
  /** A factor on the time of the n-th call. */
  readonly noise?: (call: number) => number;
}

/** A lab whose clock moves by what is made and called. */
function labOf({ msOf, createMsOf = () => 10, failureOf = () => undefined, noise = () => 1 }: World) {
  let [now, calls] = [0, 0];
  const built: Schedule[] = [];
  const lab: Lab<Schedule> = {
    now: () => now,
    async make(schedule) {
      built.push(schedule);
      now += createMsOf(schedule) / 2;
      return { kernel: schedule, createMs: createMsOf(schedule) / 2 };
    },
    async judge(schedule) {
      now += createMsOf(schedule) / 2;
      return failureOf(schedule) ?? { firstMs: createMsOf(schedule) / 2 };
    },
    async time(schedule) {
      const ms = msOf(schedule) * noise(calls++);
      now += ms;
      return ms;
    },
  };
  return { lab, built, now: () => now };
}

const settings = { start, request, budget: 100_000, rounds: 5, onStep: () => undefined };

async function searched(world: World, budget = settings.budget) {
  const { lab, built, now } = labOf(world);
  return { result: (await search(lab, { ...settings, budget })) as SearchResult, built, now };
}

/** The more keys, and the more rows to a lane, the faster. */
const byKeysAndRows = ({ keys, rowsPerLane }: Schedule): number => 10 / Math.min(keys, 16) + 10 / Math.min(rowsPerLane, 2);

/** Up to a tenth more, or less. */
function createRandomFactor(seed: number): () => number {
  const random = createRandom(seed);
  return () => 0.9 + 0.2 * random();
}

it("goes step by step to the fastest", async () => {
  const { result } = await searched({ msOf: byKeysAndRows });
  expect(result.base).toMatchObject({ schedule: start, times: { median: 12.5 }, ratio: { median: 1 } });
  expect(result.best.schedule).toMatchObject({ keys: 16, rowsPerLane: 2 });
  expect(result.best.ratio.median).toBeCloseTo((10 / 16 + 5) / 12.5);
  expect(result.timed[0]).toBe(result.best);
  expect(result.timed.map(({ ratio }) => ratio.median)).toEqual(result.timed.map(({ ratio }) => ratio.median).sort((a, b) => a - b));
});

it("makes no schedule twice", async () => {
  const { built } = await searched({ msOf: byKeysAndRows });
  expect(new Set(built.map(scheduleKey)).size).toBe(built.length);
});

it("keeps the choice of Heed where nothing is faster", async () => {
  const { result } = await searched({ msOf: (schedule) => (scheduleKey(schedule) === scheduleKey(start) ? 1 : 1.1) });
  expect(result.best).toBe(result.base);
});

it("does not take noise for speed", async () => {
  const { result } = await searched({ msOf: () => 1, noise: createRandomFactor(7) });
  expect(result.best).toBe(result.base);
});

it("does not mind what disturbs whole rounds", async () => {
  // Calls of one race are next to each other: the machine gets slower and slower.
  const { result } = await searched({ msOf: (schedule) => (schedule.keys === 8 ? 0.9 : 1), noise: (call) => 1.005 ** call });
  expect(result.best.schedule.keys).toBe(8);
});

it("never takes what computes something else, and says so", async () => {
  const wrong = { reason: "wrong: out[0] is 1 and should be 2", isWrong: true };
  const { result } = await searched({ msOf: byKeysAndRows, failureOf: ({ keys }) => (keys > 4 ? wrong : undefined) });
  expect(result.best.schedule).toMatchObject({ keys: 4, rowsPerLane: 2 });
  expect(result.failed.length).toBeGreaterThan(0);
  expect(result.failed.every(({ schedule, isWrong }) => schedule.keys > 4 && isWrong)).toBe(true);
});

it("leaves out what takes too long to make, and stays within its time", async () => {
  const createMsOf = (schedule: Schedule) => stepSize(schedule, request) ** 2 / 10;
  const { result, built, now } = await searched({ msOf: byKeysAndRows, createMsOf }, 20_000);
  expect(result.tooLarge).toBeGreaterThan(0);
  expect(built.filter((schedule) => createMsOf(schedule) > 10_000)).toEqual([]);
  expect(now()).toBeLessThan(20_000 + createMsOf(start));
});

it("has a choice even where there is no time at all", async () => {
  const { result, built } = await searched({ msOf: byKeysAndRows }, 0);
  expect(built).toEqual([start]);
  expect(result.best).toBe(result.base);
});

it("gives up where the choice of Heed fails", async () => {
  const failure = { reason: "the device was lost", isWrong: false };
  const { lab } = labOf({ msOf: byKeysAndRows, failureOf: () => failure });
  expect(await search(lab, settings)).toEqual(failure);
});

it("tells how far it is", async () => {
  const { lab } = labOf({ msOf: byKeysAndRows });
  const steps: (readonly [number, number, number])[] = [];
  await search(lab, { ...settings, onStep: (...step) => void steps.push(step) });
  expect(steps.every(([share], i) => share > 0 && share <= 1 && (i === 0 || share >= steps[i - 1]![0]))).toBe(true);
  expect(steps.at(-1)![2]).toBeGreaterThan(1);
});
