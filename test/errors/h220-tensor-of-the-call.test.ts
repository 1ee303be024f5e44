import { expect, test } from "vitest";
import { attention, f32 } from "#src/frontend/attention.ts";
import { fromAttn, fromDefinition } from "#src/frontend/index.ts";
import { rendered } from "#test/support/safetensors-fixtures.ts";

test("H220: a captured tensor under the name of one of the call's own", async () => {
  expect(
    await rendered(() => fromAttn("attention a {\n  input k: f32[Skv]\n  score = score + k[kv_idx]\n}", { name: "a.attn" })),
  ).toBe(`error[H220]: \`k\` is one of the call's own tensors and cannot be captured under that name
 --> a.attn:2:9
  |
2 |   input k: f32[Skv]
  |         ^
  = help: choose another name`);
});

test("H220: each of the five, by both routes", async () => {
  for (const name of ["q", "k", "v", "out", "lse"]) {
    const text = `attention a { input ${name}: f32[Skv]\n score = score + ${name}[kv_idx] }`;
    expect(await rendered(() => fromAttn(text))).toMatch(/^error\[H220\]/);
    const definition = attention({ name: "a", inputs: { [name]: f32("Skv") } });
    expect(await rendered(() => fromDefinition(definition))).toMatch(/^error\[H220\]/);
  }
});

test("a param or a local value may have those names", () => {
  expect(fromAttn("attention a { param q: i32 = 3\n let out = q * 2\n mask = kv_idx < out }")).toHaveLength(1);
});
