/** @file A tuning as it comes from a file or from a caller, held against its form: JSON may be anything. */
import { badTuning } from "#src/diagnostics/codes/call.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { KeySource, Schedule, Unrolling } from "./schedule.ts";
import type { AdapterNames, Tuning, TuningEntry } from "./tuning.ts";

/** What a field must be, in words, and whether it is. */
interface Field {
  readonly wanted: string;
  readonly isGood: (value: unknown) => boolean;
}

const wholeFrom = (least: number): Field => ({
  wanted: `a whole number from ${least} on`,
  isGood: (value) => Number.isInteger(value) && Number(value) >= least,
});
const oneOf = (...words: readonly string[]): Field => ({ wanted: `one of ${words.join(", ")}`, isGood: (value) => words.includes(value as string) });
const text: Field = { wanted: "text", isGood: (value) => typeof value === "string" };
const milliseconds: Field = { wanted: "a number from 0 on", isGood: (value) => typeof value === "number" && value >= 0 };
const listOf = (length: number | undefined, { wanted, isGood }: Field): Field => ({
  wanted: `a list, each ${wanted}`,
  isGood: (value) => Array.isArray(value) && (length === undefined || value.length === length) && value.every(isGood),
});
const optional = (field: Field): Field => ({ ...field, isGood: (value) => value === undefined || field.isGood(value) });
const object: Field = { wanted: "an object", isGood: (value) => typeof value === "object" && value !== null && !Array.isArray(value) };

/** Every field has its rule. */
type Form<T> = Readonly<Record<keyof T, Field>> & Readonly<Record<string, Field>>;

/** Whether a device has such products is asked where one is at hand. */
const matrix: Field = {
  wanted: "m, n and k of a product",
  isGood: (value) => object.isGood(value) && ["m", "n", "k"].every((side) => wholeFrom(1).isGood((value as Record<string, unknown>)[side])),
};

const scheduleForm: Form<Schedule> = {
  rowsPerLane: wholeFrom(1),
  lanesPerRow: wholeFrom(1),
  teams: wholeFrom(1),
  workgroupSize: wholeFrom(1),
  keys: wholeFrom(1),
  source: oneOf(...(["workgroup", "broadcast", "memory", "matrix"] satisfies KeySource[])),
  stagedKeys: wholeFrom(0),
  subgroup: wholeFrom(0),
  unroll: oneOf(...(["text", "driver", "none"] satisfies Unrolling[])),
  matrix: optional(matrix),
};

const entryForm: Form<TuningEntry> = {
  variant: text,
  phase: oneOf("prefill", "decode"),
  D: wholeFrom(1),
  Dv: wholeFrom(1),
  dtype: oneOf("f32", "f16"),
  block: listOf(2, wholeFrom(1)),
  headsPerKvHead: optional(wholeFrom(1)),
  schedule: object,
  shapes: listOf(undefined, text),
  ms: milliseconds,
  defaultMs: milliseconds,
};

const adapterForm: Form<AdapterNames> = { vendor: text, architecture: text, device: text, description: text };

const tuningForm: Form<Tuning> = { format: oneOf("heed-tuning-1"), adapter: object, entries: listOf(undefined, object) };

/** The tuning, if it has the form of one; what is wrong with it goes to the report. Fields that the form lacks are let be. */
export function readTuning(value: unknown, report: Report): Tuning | undefined {
  if (!check("the tuning", value, object, report) || !checkFields("", value, tuningForm, report)) return undefined;
  const { adapter, entries } = value as Tuning;
  const entriesAreGood = entries.map((entry, i) => {
    const at = `entries[${i}].`;
    return checkFields(at, entry, entryForm, report) && checkFields(`${at}schedule.`, entry.schedule, scheduleForm, report);
  });
  const isGood = [checkFields("adapter.", adapter, adapterForm, report), ...entriesAreGood].every(Boolean);
  return isGood ? (value as Tuning) : undefined;
}

function checkFields(at: string, value: unknown, form: Form<object>, report: Report): boolean {
  const found = value as Readonly<Record<string, unknown>>;
  const good = Object.entries(form).map(([name, field]) => check(`\`${at}${name}\` of the tuning`, found[name], field, report));
  return good.every(Boolean);
}

function check(place: string, value: unknown, { wanted, isGood }: Field, report: Report): boolean {
  if (isGood(value)) return true;
  report.add(badTuning(place, wanted, value));
  return false;
}
