import { expect, it } from "vitest";
import { createCapturedReads } from "#codegen/captured.ts";
import { emitExpression } from "#codegen/emit-expression.ts";
import { createLayout } from "#codegen/layout.ts";
import { createNamePool } from "#codegen/names.ts";
import { provesInRange } from "#src/analysis/in-range.ts";
import { parseVariant } from "#src/ir/parse.ts";

/** The read that is the score, and the accessors it needs. */
function readOf(declarations: string, read: string): string[] {
  const variant = parseVariant(`variant v { ${declarations} param window: i32 = 3 score ${read} }`);
  const pool = createNamePool();
  const layout = createLayout(pool);
  const reads = createCapturedReads(variant.inputs, layout, (load, axis) => provesInRange(variant, load, axis), pool);
  const context = { names: new Map(), variable: (name: string) => (name === "T" ? "call.T" : name), load: reads.read };
  return [emitExpression(variant.sections.score!, context), ...reads.functions()];
}

it("leaves the clamp out where the index is proved to stay inside", () => {
  expect(readOf("input slope: f32[Hq]", "slope[h]")).toEqual(["slope[h]"]);
  expect(readOf("input slope: f32[T]", "slope[window]")).toEqual(["slope[clamp(window, 0, call.T - 1)]"]);
  expect(readOf("input bias: f32[add(Sq, Skv)]", "bias[sub(add(q_idx, Skv), kv_idx)]")).toEqual(["bias[q_idx + Skv - kv_idx]"]);
});

it("lays indices out row major", () => {
  expect(readOf("input bias: f32[B, Hq, Skv]", "bias[b, h, kv_idx]")).toEqual(["bias[(b * Hq + h) * Skv + kv_idx]"]);
  expect(readOf("input bias: f32[Hq, 2]", "bias[h, window]")).toEqual(["bias[h * 2 + clamp(window, 0, 2 - 1)]"]);
  expect(readOf("input bias: f32[2, sub(add(Sq, Skv), 1)]", "bias[rem(q_idx, 2), add(q_idx, kv_idx)]")).toEqual([
    "bias[(q_idx % 2) * (Sq + Skv - 1) + (q_idx + kv_idx)]",
  ]);
  expect(readOf("input one: f32[]", "one[]")).toEqual(["one[0]"]);
});

it("reads a tensor through another", () => {
  expect(readOf("input id: i32[Skv] input bias: f32[T]", "bias[id[kv_idx]]")).toEqual(["bias[clamp(id[kv_idx], 0, call.T - 1)]"]);
});

it("unpacks what WGSL has no array of", () => {
  expect(readOf("input bias: f16[Hq]", "bias[h]")).toEqual([
    "bias_at(h)",
    "fn bias_at(i: i32) -> f32 { return unpack2x16float(bias[i / 2])[i % 2]; }",
  ]);
  expect(readOf("input on: bool[Hq]", "to_f32(on[h])")).toEqual([
    "f32(on_at(h))",
    "fn on_at(i: i32) -> bool { return ((on[i / 4] >> u32(8 * (i % 4))) & 255u) != 0u; }",
  ]);
  expect(readOf("input kind: u32[Hq]", "to_f32(kind[h])")).toEqual(["f32(kind_at(h))", "fn kind_at(i: i32) -> i32 { return i32(kind[i]); }"]);
});
