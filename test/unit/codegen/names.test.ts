import { expect, it } from "vitest";
import { createNamePool } from "#codegen/names.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

it.each([
  ["slope", "slope"],
  ["window_size2", "window_size2"],
  ["loop", "loop_"],
  ["vec3", "vec3_"],
  ["self", "self_"],
  ["q", "u_q"],
  ["q_3", "u_q_3"],
  ["q_0_1", "u_q_0_1"],
  ["q_row", "q_row"],
  ["subgroupAdd", "u_subgroupAdd"],
  ["atomic_bias", "atomic_bias"],
  ["2d", "n2d"],
  ["_", "u_"],
  ["__x", "u_x"],
  ["_x", "_x"],
  ["größe", "gr__e"],
  ["日本", "u_"],
  ["a-b", "a_b"],
  ["heed_min", "u_heed_min"],
])("%s becomes %s", (wish, name) => {
  expect(createNamePool(["q"]).claim(wish)).toBe(name);
});

it("never gives a name twice", () => {
  const pool = createNamePool();
  expect(["a", "a", "a", "a_2", "loop", "loop", "a-b", "a_b"].map((wish) => pool.claim(wish))).toEqual([
    "a",
    "a_2",
    "a_3",
    "a_2_2",
    "loop_",
    "loop_3",
    "a_b",
    "a_b_2",
  ]);
});

it("gives names that Tint takes, whatever is wished", async () => {
  const pool = createNamePool();
  const wishes =
    `_ __ ___ __a a__b 9 9_ é 日本 $ $$ 𝛼 i32 f16 fn let main target vec4f mat2x2f sampler texture_2d workgroupBarrier dpdx sqrt inverseSqrt
    override bitcast unpack2x16float array u32 bool enable requires diagnostic inf nan position of mod final private storage read_write function`.split(
      /\s+/,
    );
  const lines = wishes.map((wish) => `  var ${pool.claim(wish)} = 1;`);
  const code = `@compute @workgroup_size(1) fn entry() {\n${lines.join("\n")}\n  let plain = vec4<f32>(sqrt(2.0));\n}`;
  expect((await validateWgsl(code)).filter(({ type }) => type === "error")).toEqual([]);
});
