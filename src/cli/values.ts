/** @file The values of options: each from its text, or a diagnostic that says what it must be. */
import * as codes from "#src/diagnostics/codes/usage.ts";
import type { Report } from "#src/diagnostics/report.ts";

/** A whole number of at least `least`; `undefined` where the option was not given or is wrong, which is then in the report. */
export function wholeNumber(option: string, text: string | undefined, report: Report, least: number = 1): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= 2 ** 31 - 1) return value;
  return void report.add(codes.badValue(option, text, `a whole number from ${least} to 2147483647`));
}

/** A finite number. */
export function finiteNumber(option: string, text: string | undefined, report: Report): number | undefined {
  if (text === undefined) return undefined;
  const value = scalar(text);
  if (typeof value === "number" && Number.isFinite(value)) return value;
  return void report.add(codes.badValue(option, text, "a finite number"));
}

/** One of some words. */
export function oneOf<T extends string>(option: string, text: string | undefined, words: readonly T[], report: Report): T | undefined {
  const found = words.find((word) => word === text);
  if (text !== undefined && found === undefined) report.add(codes.badValue(option, text, `one of ${words.join(", ")}`));
  return found;
}

/** `8` or `8/2`: query heads, over key/value heads. */
export function heads(text: string | undefined, report: Report): { readonly Hq: number; readonly Hkv: number } | undefined {
  if (text === undefined) return undefined;
  const [, q, kv = q] = /^(\d{1,5})(?:\/(\d{1,5}))?$/.exec(text) ?? [];
  if (Number(q) > 0 && Number(kv) > 0) return { Hq: Number(q), Hkv: Number(kv) };
  return void report.add(codes.badValue("--heads", text, "a number of heads, as `8`, or of query heads over key/value heads, as `8/2`"));
}

/** `128` or `128x64`: rows by keys of a block. */
export function block(text: string | undefined, report: Report): readonly [q: number, kv: number] | undefined {
  if (text === undefined) return undefined;
  const [, q, kv = q] = /^(\d{1,3})(?:x(\d{1,3}))?$/.exec(text) ?? [];
  const sides = [Number(q), Number(kv)] as const;
  if (sides.every((side) => side >= 16 && side <= 256)) return sides;
  return void report.add(codes.badValue("--block", text, "a side from 16 to 256, as `128`, or rows by keys, as `128x64`"));
}

/** `NAME=VALUE`, repeated; a name given twice is a mistake. */
export function assignments(option: string, texts: readonly string[], wanted: string, report: Report): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of texts) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.+)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) report.add(codes.badValue(option, text, wanted));
    else if (found.has(name)) report.add(codes.repeatedOption(`${option} ${name}=`));
    else found.set(name, value);
  }
  return found;
}

/** Params as the runtime takes them; whether a value fits its param is checked there. */
export function params(texts: readonly string[], report: Report): Record<string, number | boolean> {
  const entries = [...assignments("--param", texts, "a name and a value, as `window=128`", report)].flatMap(([name, text]) => {
    const value = scalar(text);
    if (value === undefined) report.add(codes.badValue(`--param ${name}`, text, "a number, `true` or `false`"));
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

const words: ReadonlyMap<string, number | boolean> = new Map<string, number | boolean>([
  ["true", true],
  ["false", false],
  ["inf", Infinity],
  ["-inf", -Infinity],
  ["nan", Number.NaN],
]);

function scalar(text: string): number | boolean | undefined {
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
  return isNumber ? Number(text) : words.get(text.toLowerCase());
}
