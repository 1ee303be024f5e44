/** @file Which variants a Python file has, what they are called, and what its names become in them. */
import { expect, it } from "vitest";
import { f32, i32 } from "#src/frontend/attention.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { printVariant } from "#src/ir/print.ts";
import { pythonIr, variantsOf } from "#test/support/python.ts";

const causal = "def causal(b, h, q_idx, kv_idx):\n    return q_idx >= kv_idx\n";
const alibi = "def alibi(score, b, h, q_idx, kv_idx):\n    return score + slope[h] * (kv_idx - q_idx)\n";
const generator = "def window(size: int = 256):\n    def mod(b, h, q_idx, kv_idx):\n        return q_idx - kv_idx <= size\n    return mod\n";
const slope = { inputs: { slope: f32("Hq") } };

const shapeOf = (text: string, options = {}): string[] =>
  variantsOf(text, options).map(({ name, sections, params, inputs }) =>
    [name, ...Object.keys(sections), ...params.map((p) => `${p.name}=${p.value}`), ...inputs.map((i) => i.name)].join(" "),
  );

/** The IR of one attention in the DSL. */
const attnIr = (text: string): string => fromAttn(text).map(printVariant).join("");

it("score_mod and mask_mod are one variant, named like the file", () => {
  const text = `${causal}def score_mod(score, b, h, q, kv):\n    return score * 2\nmask_mod = and_masks(causal, lambda b, h, q, kv: q - kv < 9)\n`;
  expect(shapeOf(text, { name: "some/my-mods.py" })).toEqual(["my_mods mask score"]);
  expect(shapeOf(text, { variant: "causal" })).toEqual(["causal mask"]);
});

it("one score mod and one mask mod belong together; otherwise each mod and generator is a variant", () => {
  expect(shapeOf(causal + alibi, slope)).toEqual(["mods mask score slope"]);
  expect(shapeOf(causal + alibi + generator, slope)).toEqual(["causal mask", "alibi score slope", "window mask size=256"]);
  expect(shapeOf(causal + alibi + generator, { ...slope, variant: "alibi+window" })).toEqual(["alibi_window mask score size=256 slope"]);
});

it("a file without any mod is plain attention, and helpers are none", () => {
  expect(shapeOf("# nothing\nimport torch\n")).toEqual(["mods"]);
  expect(shapeOf(`def far(a, b, c, d):\n    return a - b > c * d\nnear = lambda b, h, q, k: far(q, k, 2, 3)\n`)).toEqual(["near mask"]);
});

it("what a generator is called with is compiled in, what it has by default can change", () => {
  const called = `${generator}narrow = window(8)\nwide = window(size=1_000)\n`;
  expect(shapeOf(called)).toEqual(["window mask size=256", "narrow mask", "wide mask"]);
  expect(pythonIr(called, { variant: "wide" })).toBe(attnIr("attention wide { mask = q_idx - kv_idx <= 1000 }"));
  expect(shapeOf(generator.replace(" = 256", ""), { params: { size: 32 } })).toEqual(["window mask size=32"]);
});

it("tensors are declared by the caller, by comments, annotations, jaxtyping, and calls that make one", () => {
  const wanted = attnIr("attention mods { input slope: f32[Hq, 2 * Skv - 1]\n score = score + slope[h, kv_idx] }");
  const mod = "def score_mod(score, b, h, q_idx, kv_idx):\n    return score + slope[h, kv_idx]\n";
  const [declared, ...texts] = [
    `# heed: slope: f32[Hq, 2 * Skv - 1]\n${mod}`,
    `slope: "f32[Hq, 2 * Skv - 1]"\n${mod}`,
    `slope: Float[Tensor, "Hq 2*Skv-1"]\n${mod}`,
    `slope = torch.zeros(Hq, 2 * Skv - 1)\n${mod}`,
    `slope = torch.randn((Hq, 2 * Skv - 1), device="cuda")\n${mod}`,
  ];
  expect(pythonIr(declared!)).toBe(wanted);
  for (const text of texts) expect(pythonIr(text)).toBe(wanted);
  expect(pythonIr(mod, { inputs: { slope: f32("Hq", "2 * Skv - 1") } })).toBe(wanted);
  expect(pythonIr(mod, { tensors: { slope: { type: "f32", shape: [4, 9] } } })).toContain("input slope: f32[4, 9]");
  expect(
    pythonIr(`def gen(slope: "f32[Hq, 2 * Skv - 1]"):\n    return lambda score, b, h, q_idx, kv_idx: score + slope[h, kv_idx]\n`, { variant: "gen" }),
  ).toBe(wanted.replace("variant mods", "variant gen"));
});

it("a param of the caller goes before a number of the file, and a comment declares one with its default", () => {
  const mod = "window = 256\nmask_mod = lambda b, h, q, kv: q - kv <= window\n";
  expect(pythonIr(mod)).toBe(attnIr("attention mods { mask = q_idx - kv_idx <= 256 }"));
  expect(shapeOf(mod, { params: { window: i32(4) } })).toEqual(["mods mask window=4"]);
  expect(shapeOf("# heed: cap: float = 30\nscore_mod = lambda s, b, h, q, kv: cap * tanh(s / cap)")).toEqual(["mods score cap=30"]);
});

it("what runs only as a program, and what no mod uses, may be anything", () => {
  const text = `from attn_gym import x\nBLOCK, SIZE = 128, 4\nclass A: pass\ntry:\n    import y\nexcept ImportError:\n    y = None\n${causal}block_mask = create_block_mask(causal, B, H, S, S)\nprint(block_mask)\nif __name__ == "__main__":\n    causal = 3\n`;
  expect(shapeOf(text, { variant: "causal" })).toEqual(["causal mask"]);
});
