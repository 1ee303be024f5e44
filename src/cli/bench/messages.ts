/** @file What the bench and its processes say to each other. */
import type { Ceilings } from "./ceilings.ts";
import type { BenchTask, Ready, Setting } from "./task.ts";

/** Questions, by name, and their answers. */
export interface Questions {
  /** Makes the contender of this name ready. */
  prepare: { readonly ask: { readonly name: string; readonly task: BenchTask; readonly setting: Setting }; readonly answer: Ready };
  /** Calls it so many times, one after the other: milliseconds each. */
  time: { readonly ask: number; readonly answer: readonly number[] };
  /** Rows of its last result. */
  read: { readonly ask: readonly number[]; readonly answer: Float64Array };
  /** What the device can do. */
  ceilings: { readonly ask: "all" | "best"; readonly answer: Ceilings };
}

export type QuestionName = keyof Questions;

export interface Question {
  readonly name: QuestionName;
  readonly ask: unknown;
}

export type Answer = { readonly value: unknown } | { readonly error: string };
