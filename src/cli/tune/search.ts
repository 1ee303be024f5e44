/**
 * @file The search for a schedule: what suits any kind of device first, then what is one step from the best so far, until a step brings nothing
 * or the time is up. Contenders are timed in turns, the choice of Heed among them; the best are timed once more at the end, so that luck in the
 * search is not taken for speed.
 */
import type { ScheduleRequest } from "#codegen/choose-schedule.ts";
import { familySchedules, neighbourSchedules, scheduleKey, stepSize } from "#codegen/enumerate-schedules.ts";
import type { Schedule } from "#codegen/schedule.ts";
import { spreadOf, type Spread } from "../bench/statistics.ts";

/** Where kernels are made and timed. */
export interface Lab<K> {
  /** Makes the kernels of a schedule, runs them once and judges what they compute. */
  build(schedule: Schedule): Promise<{ readonly kernel: K; readonly createMs: number } | Failure>;
  /** Milliseconds of one call of each shape. */
  time(kernel: K): Promise<number>;
  /** Milliseconds of a clock. */
  now(): number;
}

/** Why a schedule does not take part, as a clause; `isWrong`: it computed something else. */
export interface Failure {
  readonly reason: string;
  readonly isWrong: boolean;
}

export interface SearchSettings {
  readonly start: Schedule;
  readonly request: ScheduleRequest;
  /** Milliseconds, from when Heed's own choice has been made, which on a processor can take as long as all the rest. */
  readonly budget: number;
  /** Of the last race. */
  readonly rounds: number;
  /** How much of the time is over, how many schedules were tried, and how many times as fast as Heed's choice the best is. */
  readonly onStep: (share: number, tried: number, gain: number) => void;
}

/** A schedule that was timed. */
export interface Timed {
  readonly schedule: Schedule;
  readonly createMs: number;
  readonly times: Spread;
  /** Its median over that of Heed's choice, both of the same race. */
  readonly ratio: number;
}

export interface SearchResult {
  /** The choice of Heed. */
  readonly base: Timed;
  /** The fastest, if it is faster than Heed's choice by more than they spread; else that choice. */
  readonly best: Timed;
  /** All that were timed, the fastest first. */
  readonly timed: readonly Timed[];
  readonly failed: readonly (Failure & { readonly schedule: Schedule })[];
  /** How many would have taken too long to make. */
  readonly tooLarge: number;
}

const batchSize = 4;
const roundsInSearch = 3;
const finalists = 3;
/** What takes so many times as long as the best at its first call is timed no further. */
const hopeless = 1.5;
/** Of the time, for the search; the rest is for the last race. */
const searchShare = 0.8;

interface Contender<K> {
  readonly schedule: Schedule;
  readonly kernel: K;
  readonly createMs: number;
  times: Spread;
  ratio: number;
}

/** Searches; a failure where Heed's own choice fails. */
export async function search<K>(lab: Lab<K>, settings: SearchSettings): Promise<SearchResult | Failure> {
  const { start, request, budget, rounds, onStep } = settings;
  const own = await lab.build(start);
  if ("reason" in own) return own;
  const begun = lab.now();
  const stop = begun + searchShare * budget;
  const base: Contender<K> = { schedule: start, ...own, times: spreadOf([await lab.time(own.kernel)]), ratio: 1 };
  const entered = [base];
  const failed: (Failure & { schedule: Schedule })[] = [];
  const seen = new Set([scheduleKey(start)]);
  let tooLarge = 0;
  let best = base;
  const enter = async (schedule: Schedule): Promise<Contender<K> | undefined> => {
    seen.add(scheduleKey(schedule));
    if (expectedCreateMs(schedule, entered, request) > (stop - lab.now()) / 2) return void tooLarge++;
    const built = await lab.build(schedule);
    onStep((lab.now() - begun) / budget, seen.size, 1 / best.ratio);
    if ("reason" in built) return void failed.push({ schedule, ...built });
    const first = await lab.time(built.kernel);
    const contender = { schedule, ...built, times: spreadOf([first]), ratio: first / base.times.median };
    entered.push(contender);
    return first > hopeless * best.times.median ? undefined : contender;
  };
  let queue = familySchedules(request);
  let around: Contender<K> | undefined;
  while (lab.now() < stop) {
    queue = queue.filter((schedule) => !seen.has(scheduleKey(schedule)));
    if (queue.length === 0) {
      if (around === best) break;
      around = best;
      queue = neighbourSchedules(best.schedule, request);
      continue;
    }
    const batch: Contender<K>[] = [];
    for (const schedule of queue.splice(0, batchSize)) {
      const contender = lab.now() < stop ? await enter(schedule) : undefined;
      if (contender) batch.push(contender);
    }
    if (batch.length === 0) continue;
    await race(lab, base, [...new Set([base, best, ...batch])], roundsInSearch, Infinity);
    best = fastest([best, ...batch]);
  }
  const last = [...entered].sort((a, b) => a.ratio - b.ratio).slice(0, finalists);
  await race(lab, base, [...new Set([base, ...last])], rounds, begun + budget);
  const clear = last.filter(({ times }) => times.upper < base.times.lower);
  return { base, best: fastest([base, ...clear]), timed: entered.sort((a, b) => a.ratio - b.ratio), failed, tooLarge };
}

const fastest = <C extends { readonly ratio: number }>(all: readonly C[]): C => all.reduce((a, b) => (b.ratio < a.ratio ? b : a));

/** Times contenders in turns, each round beginning with another one, and says how they stand to Heed's choice. */
async function race<K>(lab: Lab<K>, base: Contender<K>, all: readonly Contender<K>[], rounds: number, deadline: number): Promise<void> {
  const samples = all.map((): number[] => []);
  for (let round = 0; round < rounds && (round < 2 || lab.now() < deadline); round++) {
    for (let i = 0; i < all.length; i++) {
      const place = (round + i) % all.length;
      samples[place]!.push(await lab.time(all[place]!.kernel));
    }
  }
  all.forEach((contender, i) => (contender.times = spreadOf(samples[i]!)));
  for (const contender of all) contender.ratio = contender.times.median / base.times.median;
}

/**
 * How long a kernel would take to make, by those that were made: drivers take no more than the square of what is written out. The closest guess
 * of all, since large ones seen before say more than small ones.
 */
function expectedCreateMs<K>(schedule: Schedule, made: readonly Contender<K>[], request: ScheduleRequest): number {
  const size = stepSize(schedule, request);
  return Math.min(...made.map((each) => each.createMs * Math.max(1, (size / stepSize(each.schedule, request)) ** 2)));
}
