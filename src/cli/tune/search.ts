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
  /** Makes the kernels of a schedule; asked for several at a time. */
  make(schedule: Schedule): Promise<{ readonly kernel: K; readonly createMs: number } | Failure>;
  /** Runs them once, which for some drivers is when they are made, and judges what they compute. */
  judge(schedule: Schedule, kernel: K): Promise<{ readonly firstMs: number } | Failure>;
  /** Milliseconds of one call of each shape; rejects where the device can no more. */
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
  /** Milliseconds of one call of each shape, over the rounds of its last race. */
  readonly times: Spread;
  /** How many times as long as Heed's choice in the same round, over those rounds. */
  readonly ratio: Spread;
}

export interface SearchResult {
  /** The choice of Heed. */
  readonly base: Timed;
  /** The fastest of those that were faster than Heed's choice in every round of the last race; else that choice. */
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

interface Contender<K> extends Timed {
  readonly kernel: K;
  times: Spread;
  ratio: Spread;
}

/** What is known in the middle of a search. */
interface State<K> {
  readonly lab: Lab<K>;
  readonly settings: SearchSettings;
  readonly base: Contender<K>;
  best: Contender<K>;
  readonly entered: Contender<K>[];
  readonly failed: (Failure & { schedule: Schedule })[];
  readonly seen: Set<string>;
  tooLarge: number;
  /** When the search began, and when it ends. */
  readonly begun: number;
  readonly stop: number;
}

/** Searches; a failure where Heed's own choice fails. */
export async function search<K>(lab: Lab<K>, settings: SearchSettings): Promise<SearchResult | Failure> {
  const { start, request, budget, rounds } = settings;
  const own = await lab.make(start);
  if ("reason" in own) return own;
  const judged = await lab.judge(start, own.kernel);
  if ("reason" in judged) return judged;
  const createMs = own.createMs + judged.firstMs;
  const base: Contender<K> = { schedule: start, kernel: own.kernel, createMs, times: spreadOf([await lab.time(own.kernel)]), ratio: spreadOf([1]) };
  const begun = lab.now();
  const stop = begun + searchShare * budget;
  const entered = [base];
  const state: State<K> = { lab, settings, base, best: base, entered, failed: [], seen: new Set([scheduleKey(start)]), tooLarge: 0, begun, stop };
  await tryAll(state, familySchedules(request));
  let around: Contender<K> | undefined;
  while (around !== state.best && lab.now() < stop) {
    around = state.best;
    await tryAll(state, neighbourSchedules(around.schedule, request));
  }
  const last = byRatio(entered).slice(0, finalists);
  await race(lab, base, last, rounds, begun + budget);
  const faster = last.filter(({ ratio }) => ratio.most < 1);
  return { base, best: byRatio([base, ...faster])[0]!, timed: byRatio(entered), failed: state.failed, tooLarge: state.tooLarge };
}

const byRatio = <T extends Timed>(all: readonly T[]): T[] => [...all].sort((a, b) => a.ratio.median - b.ratio.median);

/** Tries schedules that have not been tried, a few in a race, those first that are made quickly. */
async function tryAll<K>(state: State<K>, schedules: readonly Schedule[]): Promise<void> {
  const { lab, settings, base, seen, stop } = state;
  const fresh = schedules.filter((schedule) => !seen.has(scheduleKey(schedule)));
  fresh.sort((a, b) => stepSize(a, settings.request) - stepSize(b, settings.request));
  for (let first = 0; first < fresh.length && lab.now() < stop; first += batchSize) {
    const batch = await enter(state, fresh.slice(first, first + batchSize));
    if (batch.length === 0) continue;
    await race(lab, base, [state.best, ...batch], roundsInSearch, Infinity);
    state.best = byRatio([state.best, ...batch])[0]!;
  }
}

/** Makes the kernels of schedules, but for those that would take too long; gives back those that may be the best. */
async function enter<K>(state: State<K>, schedules: readonly Schedule[]): Promise<Contender<K>[]> {
  const { lab, settings, base, best, entered, failed, seen, begun, stop } = state;
  for (const schedule of schedules) seen.add(scheduleKey(schedule));
  const small = schedules.filter((schedule) => expectedCreateMs(schedule, entered, settings.request) <= (stop - lab.now()) / 2);
  state.tooLarge += schedules.length - small.length;
  const made = await Promise.all(small.map(async (schedule) => ({ schedule, ...(await lab.make(schedule)) })));
  const promising: Contender<K>[] = [];
  for (const each of made) {
    if (lab.now() >= stop) break;
    settings.onStep((lab.now() - begun) / settings.budget, entered.length + failed.length, 1 / best.ratio.median);
    const judged = "reason" in each ? each : await lab.judge(each.schedule, each.kernel);
    if ("reason" in judged || "reason" in each) {
      failed.push({ ...(judged as Failure), schedule: each.schedule });
      continue;
    }
    const { schedule, kernel } = each;
    // Beside Heed's choice, at the same moment.
    const [own, first] = [await lab.time(base.kernel), await lab.time(kernel)];
    const createMs = each.createMs + judged.firstMs;
    const contender = { schedule, kernel, createMs, times: spreadOf([first]), ratio: spreadOf([first / own]) };
    entered.push(contender);
    if (first / own <= hopeless * best.ratio.median) promising.push(contender);
  }
  return promising;
}

/** Times contenders in turns with Heed's choice, each round beginning with another one, and says how they stand to it. */
async function race<K>(lab: Lab<K>, base: Contender<K>, others: readonly Contender<K>[], rounds: number, deadline: number): Promise<void> {
  const all = [...new Set([base, ...others])];
  const samples = all.map((): number[] => []);
  for (let round = 0; round < rounds && (round < 2 || lab.now() < deadline); round++) {
    for (let i = 0; i < all.length; i++) {
      const place = (round + i) % all.length;
      samples[place]!.push(await lab.time(all[place]!.kernel));
    }
  }
  all.forEach((contender, i) => {
    contender.times = spreadOf(samples[i]!);
    // What disturbs a round disturbs both.
    contender.ratio = spreadOf(samples[i]!.map((time, round) => time / samples[0]![round]!));
  });
}

/** How long a kernel would take to make, by what is closest to it of those that were made: drivers take the square of what is written out at most. */
function expectedCreateMs(schedule: Schedule, made: readonly Timed[], request: ScheduleRequest): number {
  const size = stepSize(schedule, request);
  const expected = made.map((each) => {
    const larger = size / stepSize(each.schedule, request);
    return each.createMs * (larger > 1 ? larger ** 2 : larger);
  });
  return Math.min(...expected);
}
