/** @file Planners: when there is one, that it is valid and what its manifest says, and that its lines lead back to the user's text. */
import { describe, expect, it } from "vitest";
import { compileVariant, type CompileTarget } from "#src/compile.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { contradictions } from "#test/support/kernel-text.ts";
import { expectFile } from "#test/support/snapshot-file.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

const everything = `attention everything {
  input slope: f32[Hq]
  input near: f16[Sq]
  input document: i32[B, Skv]
  input kind: u32[Hkv]
  input keep: bool[Skv]
  input bias: f32[Skv]
  param window: i32 = 256
  param strict: bool = true
  let distance = q_idx - kv_idx
  mask  = (distance >= 0 || !strict) && distance <= window + kind[hkv] && keep[kv_idx] && document[b, q_idx] == document[b, kv_idx] &&
          near[q_idx] * tanh(slope[h]) < exp(kv_idx / 100) + inf
  score = score + bias[kv_idx]
}
`;

const target = { Hq: 6, Hkv: 2, D: 8 } as const;
const plannerOf = (text: string, more: Partial<CompileTarget> = {}) => compileVariant(variantOf(text), { ...target, ...more }).planner;

const targets: readonly Partial<CompileTarget>[] = [
  {},
  { block: [16, 16] },
  { block: [16, 100] },
  { block: [256, 256] },
  { block: [17, 33], Hkv: 6 },
  { block: [64, 64], dtype: "f16" },
  { limits: { workgroupBytes: 1024, workgroupSize: 16 } },
];

describe.each([
  ["as on a GPU", "gpu"],
  ["as on a CPU", "quick"],
] as const)("%s", (_, family) => {
  it.each(targets)("for %o it is valid for Tint and is what its manifest says", async (more) => {
    const planner = plannerOf(everything, { ...more, family })!;
    expect(await validateWgsl(planner.wgsl)).toEqual([]);
    expect(contradictions(planner)).toEqual([]);
    expect(JSON.parse(JSON.stringify(planner.manifest))).toEqual(planner.manifest);
    const { bindings, workgroup } = planner.manifest;
    expect(bindings.map(({ input, role }) => input ?? role).toSorted()).toEqual(
      ["call", "document", "keep", "kind", "near", "plan", "refined", "slope"].toSorted(),
    );
    expect(workgroup.size).toBeLessThanOrEqual(more.limits?.workgroupSize ?? 64);
  });
});

it("needs no feature, whatever is stored", () => {
  expect(plannerOf(everything, { dtype: "f16" })!.wgsl).not.toContain("enable");
});

it("tells apart what the mask does, and no more", () => {
  const about = (mask: string) => {
    const { heads, batchStride, headStride } = plannerOf(`attention some { input t: i32[N]\n mask = t[0] > q_idx && ${mask} }`)!.manifest;
    return [heads, batchStride, headStride];
  };
  expect(about("q_idx >= kv_idx")).toEqual([1, 0, 0]);
  expect(about("q_idx >= b")).toEqual([1, 1, 0]);
  expect(about("q_idx >= hkv")).toEqual([6, 0, 1]);
  expect(about("t[b] >= h")).toEqual([6, 6, 1]);
});

it.each([
  ["no mask", "input slope: f32[Hq]\n score = score * slope[h]"],
  ["a mask that reads nothing", "input slope: f32[Hq]\n mask = q_idx >= kv_idx\n score = score * slope[h]"],
  ["a mask that is known", "input keep: bool[Skv]\n mask = keep[kv_idx] || true"],
])("%s has none", (_, body) => {
  expect(plannerOf(`attention none { ${body} }`)).toBeUndefined();
});

it("a score of minus infinity is a mask, which has one", () => {
  expect(plannerOf("attention split { input keep: bool[Skv]\n score = keep[kv_idx] ? score : -inf }")).toBeDefined();
});

it("no barrier where a CPU plays the GPU", () => {
  expect(plannerOf(everything, { family: "quick" })!.wgsl).not.toMatch(/Barrier|var<workgroup>/);
});

it("maps the woven lines to the user's text", () => {
  const { wgsl, woven } = compileVariant(fromAttn(everything, { name: "everything.attn" })[0]!, target).planner!;
  const lines = wgsl.split("\n");
  const found = woven.map(({ first, span }) => [lines[first - 1]!.trim(), span.source.text.slice(span.start, span.start + 12)]);
  expect(found).toEqual([[expect.stringContaining("// everything: mask = (distance >= 0"), "(distance >="]]);
});

it("the whole planner, for GPUs and for CPUs that play one", () => {
  for (const [name, family] of Object.entries({ shared: "gpu", own: "quick" } as const)) {
    expectFile(`test/golden/planner.${name}.wgsl`, plannerOf(everything, { family })!.wgsl);
  }
});
