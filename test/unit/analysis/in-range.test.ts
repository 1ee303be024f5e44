import { describe, expect, it } from "vitest";
import { provesInRange, reportUnprovedReads } from "#src/analysis/in-range.ts";
import { renderDiagnostics } from "#src/diagnostics/render.ts";
import { createReport } from "#src/diagnostics/report.ts";
import type { Load } from "#src/ir/node.ts";
import { parseVariant } from "#src/ir/parse.ts";

/** Whether an index is proved to stay inside a dimension; both as IR text. */
function proves(index: string, dim: string): boolean {
  const variant = parseVariant(`variant v {
    input lookup: f32[${dim}]
    input document: i32[B, Skv]
    param window: i32 = 4
    param temperature: f32 = 0.5
    score lookup[${index}]
  }`);
  return provesInRange(variant, variant.sections.score as Load, 0);
}

describe("a read is proved to stay inside", () => {
  it.each([
    ["q_idx", "Sq"],
    ["kv_idx", "Skv"],
    ["h", "Hq"],
    ["hkv", "Hkv"],
    ["b", "B"],
    ["0", "1"],
    ["6", "7"],
    ["0", "Skv"],
    ["0", "T"],
    ["sub(T, 1)", "T"],
    ["add(sub(q_idx, kv_idx), sub(Skv, 1))", "sub(add(Sq, Skv), 1)"],
    ["sub(add(q_idx, Skv), add(kv_idx, 1))", "sub(add(Sq, Skv), 1)"],
    ["neg(sub(sub(kv_idx, Skv), q_idx))", "add(Sq, Skv)"],
    ["clamp(window, 0, sub(T, 1))", "T"],
    ["clamp(sub(q_idx, kv_idx), 0, 7)", "8"],
    ["clamp(window, 1, sub(T, 1))", "T"],
    ["min(max(window, 0), sub(T, 1))", "T"],
    ["max(min(window, sub(T, 1)), 0)", "T"],
    ["abs(sub(q_idx, kv_idx))", "sub(add(Sq, Skv), 1)"],
    ["abs(clamp(window, -3, 3))", "4"],
    ["min(abs(sub(q_idx, kv_idx)), 15)", "16"],
    ["min(q_idx, 15)", "16"],
    ["min(15, q_idx)", "Sq"],
    ["mod(q_idx, 7)", "7"],
    ["mod(q_idx, 0)", "7"],
    ["rem(q_idx, 7)", "7"],
    ["rem(kv_idx, 7)", "Skv"],
    ["mod(window, 7)", "7"],
    ["mod(window, Skv)", "Skv"],
    ["mod(sub(q_idx, kv_idx), T)", "T"],
    ["div(kv_idx, 4)", "Skv"],
    ["quot(kv_idx, 4)", "Skv"],
    ["shr(kv_idx, 2)", "Skv"],
    ["bitand(kv_idx, 7)", "8"],
    ["bitand(window, 7)", "8"],
    ["bitand(kv_idx, window)", "Skv"],
    ["mul(q_idx, 2)", "mul(2, Sq)"],
    ["add(mul(2, q_idx), 1)", "mul(Sq, 2)"],
    ["mul(sub(Sq, q_idx), 3)", "add(mul(Sq, 3), 1)"],
    ["where(gt(temperature, 0.0), h, 0)", "Hq"],
    ["where(ge(q_idx, kv_idx), min(q_idx, 3), 2)", "4"],
    // Under the test of a choice more is known; quotients are bounded by their dividend.
    ["where(ge(q_idx, 5), sub(q_idx, 5), q_idx)", "Sq"],
    ["where(ge(q_idx, kv_idx), sub(q_idx, kv_idx), 0)", "Sq"],
    ["where(lt(window, T), max(window, 0), 0)", "T"],
    ["add(quot(kv_idx, 4), quot(sub(Skv, 1), 4))", "Skv"],
    ["div(min(kv_idx, 63), 8)", "8"],
    ["sub(quot(kv_idx, 2), quot(kv_idx, 4))", "Skv"],
    ["shr(min(kv_idx, 63), 3)", "8"],
  ])("%s in [%s]", (index, dim) => {
    expect(proves(index, dim)).toBe(true);
  });
});

describe("a read is not proved to stay inside", () => {
  it.each([
    ["q_idx", "Skv"],
    ["kv_idx", "Sq"],
    ["h", "Hkv"],
    ["hkv", "Hq"],
    ["window", "T"],
    ["1", "Skv"],
    ["7", "7"],
    ["-1", "7"],
    ["T", "T"],
    ["add(q_idx, 1)", "Sq"],
    ["sub(q_idx, 1)", "Sq"],
    ["sub(q_idx, kv_idx)", "Sq"],
    ["abs(sub(q_idx, kv_idx))", "Sq"],
    ["clamp(window, 0, T)", "T"],
    ["min(window, 15)", "16"],
    ["max(q_idx, 15)", "16"],
    ["where(ge(q_idx, 5), sub(q_idx, 6), q_idx)", "Sq"],
    ["where(lt(q_idx, kv_idx), sub(q_idx, kv_idx), 0)", "Sq"],
    ["div(min(kv_idx, 64), 8)", "8"],
    ["shr(min(kv_idx, 64), 3)", "8"],
    ["mod(q_idx, window)", "7"],
    ["rem(sub(q_idx, kv_idx), 7)", "7"],
    ["mod(q_idx, 8)", "7"],
    ["div(kv_idx, window)", "Skv"],
    ["div(sub(kv_idx, 1), 4)", "Skv"],
    ["shr(sub(kv_idx, 1), 1)", "Skv"],
    ["shl(kv_idx, 1)", "Skv"],
    ["bitand(kv_idx, 8)", "8"],
    ["bitand(sub(kv_idx, 9), window)", "Skv"],
    ["bitor(kv_idx, 1)", "Skv"],
    ["mul(q_idx, kv_idx)", "mul(Sq, Skv)"],
    ["document[b, kv_idx]", "B"],
    ["to_i32(temperature)", "T"],
    // −2³¹ is its own absolute value, and a param below −2³⁰ makes a difference wrap.
    ["min(abs(window), 7)", "8"],
    ["min(sub(q_idx, min(window, 0)), 7)", "8"],
    ["min(neg(min(window, 0)), 7)", "8"],
    // Far beyond 2³¹ for sizes that are allowed.
    ["mul(q_idx, 1000)", "mul(1000, Sq)"],
    ["min(mul(q_idx, 1000), 7)", "8"],
  ])("%s in [%s]", (index, dim) => {
    expect(proves(index, dim)).toBe(false);
  });
});

it("asks each axis for itself, and warns of each that is not proved", () => {
  const variant = parseVariant(`variant v {
    input bias: f32[Hq, T, Skv]
    score add(score, bias[h, q_idx, kv_idx])
  }`);
  const report = createReport();
  reportUnprovedReads(variant, report);
  expect(renderDiagnostics(report.diagnostics)).toBe(
    `warning[W301]: \`q_idx\` is not proved to stay inside \`bias\` (dimension T), so reads past its edge take the edge's value
  = help: clamp the index, or declare the dimension so that it covers it`,
  );
});
