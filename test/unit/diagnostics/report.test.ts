import { expect, it } from "vitest";
import { error, HeedError, warning } from "#src/diagnostics/diagnostic.ts";
import { createReport, fail } from "#src/diagnostics/report.ts";
import type { Span } from "#src/diagnostics/span.ts";

const source = { name: "a.attn", text: "a b" };
const at = (start: number): Span => ({ source, start, end: start + 1 });

function thrown(action: () => void): unknown {
  try {
    action();
  } catch (problem) {
    return problem;
  }
  return undefined;
}

it("stops with all that was gathered, warnings included, once there is an error", () => {
  const report = createReport();
  report.add(warning("W001", "strange"));
  expect(report.hasErrors()).toBe(false);
  report.stop();
  report.add(error("H001", "wrong", { span: at(0) }));
  report.add(error("H002", "bad"));
  const problem = thrown(() => report.stop());
  expect(problem).toBeInstanceOf(HeedError);
  expect(problem).toMatchObject({ name: "HeedError", code: "H001", diagnostics: report.diagnostics });
  expect((problem as HeedError).message).toBe(
    "warning[W001]: strange\n\nerror[H001]: wrong\n --> a.attn:1:1\n  |\n1 | a b\n  | ^\n\nerror[H002]: bad",
  );
});

it("says the same of the same place once", () => {
  const report = createReport();
  for (const start of [0, 2, 0]) report.add(error("H001", "wrong", { span: at(start) }));
  report.add(error("H001", "wrong", { span: { source: { name: "b.attn", text: "a b" }, start: 0, end: 1 } }));
  report.add(error("H001", "wrong otherwise", { span: at(0) }));
  report.add(error("H003", "without a place"));
  report.add(error("H003", "without a place"));
  expect(report.diagnostics.map(({ code, message, span }) => [code, message, span?.source.name, span?.start])).toEqual([
    ["H001", "wrong", "a.attn", 0],
    ["H001", "wrong", "a.attn", 2],
    ["H001", "wrong", "b.attn", 0],
    ["H001", "wrong otherwise", "a.attn", 0],
    ["H003", "without a place", undefined, undefined],
  ]);
});

it("fails at once with one diagnostic", () => {
  expect(thrown(() => fail(error("H001", "wrong")))).toMatchObject({ code: "H001", message: "error[H001]: wrong" });
});

it("has no code of an error where there are warnings alone", () => {
  expect(new HeedError([warning("W001", "strange")], "").code).toBeUndefined();
});
