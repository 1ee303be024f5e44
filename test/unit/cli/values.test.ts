import { expect, it } from "vitest";
import * as values from "#src/cli/values.ts";
import { createReport, type Report } from "#src/diagnostics/report.ts";

/** What a reader makes of a text; `"wrong"` where it complains. */
function read<T>(reader: (report: Report) => T): T | "wrong" {
  const report = createReport();
  const value = reader(report);
  return report.hasErrors() ? "wrong" : value;
}

it.each([
  ["8", { Hq: 8, Hkv: 8 }],
  ["8/2", { Hq: 8, Hkv: 2 }],
  ["0", "wrong"],
  ["8/0", "wrong"],
  ["/2", "wrong"],
  ["8/", "wrong"],
  ["-8", "wrong"],
  ["1e1", "wrong"],
  ["", "wrong"],
])("heads %j", (text, value) => {
  expect(read((report) => values.heads(text, report))).toEqual(value);
});

it.each([
  ["128", [128, 128]],
  ["16x256", [16, 256]],
  ["15", "wrong"],
  ["257", "wrong"],
  ["64x", "wrong"],
  ["64,64", "wrong"],
])("block %j", (text, value) => {
  expect(read((report) => values.block(text, report))).toEqual(value);
});

it.each([
  ["1", 1],
  ["0", "wrong"],
  ["2147483647", 2147483647],
  ["2147483648", "wrong"],
  ["1.5", "wrong"],
  [" 1", "wrong"],
  ["٣", "wrong"],
])("a whole number %j", (text, value) => {
  expect(read((report) => values.wholeNumber("--n", text, report))).toEqual(value);
});

it.each([
  ["n=1", { n: 1 }],
  ["n=-1.5e3", { n: -1500 }],
  ["n=.5", { n: 0.5 }],
  ["n=true", { n: true }],
  ["n=-inf", { n: -Infinity }],
  ["n=nan", { n: Number.NaN }],
  ["n=0x10", "wrong"],
  ["n=", "wrong"],
  ["=1", "wrong"],
  ["n=1=2", "wrong"],
  ["__proto__=1", Object.fromEntries([["__proto__", 1]])],
])("param %j", (text, value) => {
  expect(read((report) => values.params([text], report))).toEqual(value);
});
