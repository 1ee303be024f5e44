import { describe, expect, it } from "vitest";
import { compileVariant, type CompileTarget } from "#src/compile.ts";
import { fromAttn } from "#src/frontend/index.ts";
import type { Variant } from "#src/ir/variant.ts";
import { contradictions } from "#test/support/kernel-text.ts";
import { expectFile } from "#test/support/snapshot-file.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

const everything = `// Every storage type, every kind of param, values per head, row, key and pair, and names that WGSL would not take.
attention everything {
  input slope: f32[Hq]
  input loop: f16[Hq, Sq + Skv - 1]
  input document: i32[B, Skv]
  input kind: u32[Hq]
  input keep: bool[Skv]
  input lookup: f32[T]
  param window: i32 = 256
  param scale: f32 = 0.5
  param strict: bool = true
  let distance = q_idx - kv_idx
  let gate = exp(slope[h] * scale) // once per head
  mask  = (distance >= 0 || !strict) && distance <= window && keep[kv_idx] && document[b, q_idx] == document[b, kv_idx]
  score = tanh(score / 30) * 30 + loop[h, distance + Skv - 1] * gate + (kind[h] > 1 ? lookup[abs(distance)] : sin(f32(kv_idx)))
}
`;

const texts = {
  everything,
  plain: "attention plain {}",
  mask: "attention mask { mask = q_idx >= kv_idx }",
  constant: "attention constant { score = 1 }",
  reserved: "attention fn_ { param override: f32 = 1.0\n input call: f32[Hq]\n let row_max = call[h] * override\n score = score + row_max }",
} as const;

const variants = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fromAttn(text, { name: `${name}.attn` })[0]!])) as Record<
  keyof typeof texts,
  Variant
>;

const targets: readonly CompileTarget[] = (["f32", "f16"] as const).flatMap((dtype) =>
  (["gpu", "lavapipe", "swiftshader", "quick"] as const).flatMap((family) => [
    { Hq: 8, D: 64, dtype, family },
    { Hq: 6, Hkv: 2, D: 1, Dv: 3, dtype, family, block: [16, 128] as const },
    { Hq: 1, D: 130, Dv: 256, dtype, family, block: [128, 16] as const, scale: 0.25 },
  ]),
);

const limits = { workgroupBytes: 16384, workgroupSize: 256, subgroup: 8 };

const describeTarget = ({ dtype, family, D, Dv = D, block = [64, 64] }: CompileTarget): string =>
  `${dtype} ${family} D ${D} Dv ${Dv} blocks ${block.join(" x ")}`;

describe.each(targets.map((target) => [describeTarget(target), target] as const))("%s", (_, target) => {
  it.each(Object.entries(variants))("%s is valid for Tint and is what its manifest says", async (name, variant) => {
    const kernel = compileVariant(variant, { ...target, limits });
    for (const program of [kernel, kernel.decoder!, kernel.combiner!]) {
      expect((await validateWgsl(program.wgsl)).filter(({ type }) => type === "error")).toEqual([]);
      expect(contradictions(program)).toEqual([]);
    }
    const { manifest } = kernel;
    expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest);
    expect(manifest).toMatchObject({ format: "heed-kernel-1", dtype: target.dtype, D: target.D, Dv: target.Dv ?? target.D, Hq: target.Hq });
    const inputs = manifest.bindings.flatMap((binding) => binding.input ?? []);
    expect(inputs.toSorted()).toEqual(
      name === "everything" ? ["document", "keep", "kind", "lookup", "loop", "slope"] : name === "reserved" ? ["call"] : [],
    );
  });
});

it("maps the woven lines to the user's text", () => {
  const { wgsl, woven } = compileVariant(variants.everything, { Hq: 8, D: 64 });
  const lines = wgsl.split("\n");
  const found = woven.map(({ first, span }) => [lines[first - 1]!.trim(), span.source.text.slice(span.start, span.start + 12)]);
  expect(found).toEqual([
    [expect.stringContaining("// everything: mask = (distance >= 0"), "(distance >="],
    [expect.stringContaining("// everything: score = tanh(score / 30)"), "tanh(score /"],
  ]);
});

it("leaves out what no section needs", () => {
  const { wgsl, manifest } = compileVariant(variants.constant, { Hq: 2, D: 8 });
  expect(manifest.bindings.map(({ role }) => role).toSorted()).toEqual(["call", "lse", "out", "plan", "v"]);
  expect(wgsl).not.toContain("is_full");
  expect(wgsl).not.toContain("dot_add");
});

it.each(["f32", "f16"] as const)("the whole kernel, %s", (dtype) => {
  expectFile("test/golden/everything.attn", everything);
  expectFile(`test/golden/everything.${dtype}.wgsl`, compileVariant(variants.everything, { Hq: 8, Hkv: 2, D: 64, dtype }).wgsl);
});

it("the kernels for few query rows, and one that knows of shards by a constant of its pipeline", () => {
  const { decoder, combiner } = compileVariant(variants.everything, { Hq: 8, Hkv: 2, D: 64 });
  expectFile("test/golden/everything.decode.wgsl", decoder!.wgsl);
  expectFile("test/golden/everything.combine.wgsl", combiner!.wgsl);
  const lavapipe = compileVariant(variants.everything, { Hq: 8, Hkv: 2, D: 64, family: "lavapipe", limits });
  expectFile("test/golden/everything.decode-shared.wgsl", lavapipe.decoder!.wgsl);
  const capped = fromAttn("attention capped { mask = q_idx >= kv_idx\n score = 30 * tanh(score / 30) }")[0]!;
  expectFile("test/golden/shards.wgsl", compileVariant(capped, { Hq: 2, D: 8 }).wgsl);
});
