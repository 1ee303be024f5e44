/** @file Python's own meaning of what mods are written in: each body beside the DSL text that has its IR. */
import { expect, it } from "vitest";
import { f32, i32 } from "#src/frontend/attention.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { printVariant } from "#src/ir/print.ts";
import { runPasses } from "#src/passes/index.ts";
import { variantsOf } from "#test/support/python.ts";

const declared = `input bias: f32[Hq, Skv]\n input doc: i32[Skv]\n param window: i32 = 8\n param on: bool = true`;
const options = { inputs: { bias: f32("Hq", "Skv"), doc: i32("Skv") }, params: { window: 8, on: true } };

const ir = (variant: Parameters<typeof runPasses>[0]): string => printVariant({ ...runPasses(variant), inputs: [], params: [] });
const attn = (sections: string): string => ir(fromAttn(`attention mods { ${declared}\n ${sections} }`)[0]!);
const python = (text: string): string => ir(variantsOf(text, options)[0]!);
const body = (text: string): string =>
  text
    .split("\n")
    .map((line) => `    ${line}\n`)
    .join("");

it.each([
  ["return s + torch.exp2(-((h + 1) * 8.0 / Hq)) * (kv - q)", "score + exp2(-((h + 1) * 8.0 / Hq)) * (kv_idx - q_idx)"],
  ["return torch.where(q >= kv, s, -float('inf'))", "where(q_idx >= kv_idx, score, -inf)"],
  ["return torch.where(q >= kv, s, float('-inf'))", "where(q_idx >= kv_idx, score, -inf)"],
  ["return s if q % 2 == 0 else s * 2", "q_idx % 2 == 0 ? score : score * 2"],
  ["x = s * 2\nx = x + 1\nx *= x\nreturn x", "(score * 2 + 1) * (score * 2 + 1)"],
  ["if q > kv:\n    return s\nreturn s / 2", "q_idx > kv_idx ? score : score / 2"],
  ["x = s\nif q > kv:\n    x = s * 2\nelif h > 1:\n    x = s * 3\nreturn x", "q_idx > kv_idx ? score * 2 : h > 1 ? score * 3 : score"],
  ['def near(x):\n    return x * 2\nnear.__name__ = f"near_{h}"\nnear.__doc__ = "twice"\nreturn near(s)', "score * 2"],
  ["def scale(x, by=2):\n    return x * by\nreturn scale(scale(s), by=3)", "score * 2 * 3"],
  ["total = s\nfor i in range(3):\n    total = total + doc[kv + i]\nreturn total", "score + doc[kv_idx] + doc[kv_idx + 1] + doc[kv_idx + 2]"],
  ["return s + sum(doc[kv + i] for i in range(1, 3))", "score + (doc[kv_idx + 1] + doc[kv_idx + 2])"],
  ["return s * (q >= kv)", "score * i32(q_idx >= kv_idx)"],
  ["return s - (q // (1 + kv))", "score - div(q_idx, 1 + kv_idx)"],
  ["return s // 2.0 + math.floor(q / 3) + int(kv / 2)", "floor(score / 2.0) + div(q_idx, 3) + quot(kv_idx, 2)"],
  ["return s ** 2 + s ** -1 + s ** 0.5 + 2 ** h + 2.0 ** s", "score * score + 1.0 / score + sqrt(score) + (1 << h) + pow(2.0, score)"],
  ["return bias[h][doc[kv]] + bias[h, -1]", "bias[h, doc[kv_idx]] + bias[h, Skv - 1]"],
  [
    "return s.clamp(max=5) + torch.clamp(s, 0) + s.clamp(-1, 1) + torch.clamp(s, min=None, max=2.5)",
    "min(score, 5) + max(score, 0) + clamp(score, -1, 1) + min(score, 2.5)",
  ],
  ["return torch.maximum(s, torch.tensor(0.0)) + max(q, kv, h) + min(s, 3)", "max(score, 0.0) + max(q_idx, kv_idx, h) + min(score, 3)"],
  [
    "return F.silu(s) + torch.nn.functional.softplus(s) + s.sigmoid() + torch.rsqrt(s) + torch.square(s)",
    "silu(score) + softplus(score) + sigmoid(score) + 1.0 / sqrt(score) + score * score",
  ],
  ["return s + bias.shape[1] + len(doc) + doc.size(0)", "score + Skv + Skv + Skv"],
  [
    "return s.to(torch.float32) + q.to(s.dtype) + s.int() + (q > kv).float() + int(s)",
    "score + f32(q_idx) + i32(score) + f32(q_idx > kv_idx) + i32(score)",
  ],
  ["'''What it does.'''\nassert window > 0\nprint(s)\nreturn s", "score"],
  [
    "return torch.zeros_like(s) + torch.full((), 2.0) + s.new_ones(()) + torch.finfo(torch.float32).eps",
    "0.0 + 2.0 + 1.0 + 1.1920928955078125e-7 + 0.0 * 0.0",
  ],
])("score: %s", (text, score) => {
  expect(python(`def score_mod(s, b, h, q, kv):\n${body(text)}`)).toBe(attn(`score = ${score}`));
});

it.each([
  ["return 0 <= q - kv <= window", "0 <= q_idx - kv_idx && q_idx - kv_idx <= window"],
  ["return (q >= kv) & ~(doc[q] != doc[kv]) | (kv < 4)", "(q_idx >= kv_idx && !(doc[q_idx] != doc[kv_idx])) || kv_idx < 4"],
  ["return q >= kv and not (doc[q] != doc[kv]) or kv < 4", "(q_idx >= kv_idx && !(doc[q_idx] != doc[kv_idx])) || kv_idx < 4"],
  ["return (q - kv).abs() % 3 == 0", "abs(q_idx - kv_idx) % 3 == 0"],
  ["return torch.logical_and(q >= kv, torch.eq(h, 1))", "q_idx >= kv_idx && h == 1"],
  ["if on:\n    return q >= kv\nelse:\n    return True", "on ? q_idx >= kv_idx : true"],
  ["(x, y), z = (q, kv), 2\nreturn x // z >= y // z", "div(q_idx, 2) >= div(kv_idx, 2)"],
  ["return doc[q] > 0 if window else q > kv", "window != 0 ? doc[q_idx] > 0 : q_idx > kv_idx"],
  ["return any(q == i for i in (1, 5)) or all((q > kv, kv > 2))", "(q_idx == 1 || q_idx == 5) || (q_idx > kv_idx && kv_idx > 2)"],
  ["near = lambda d: d.abs() <= window\nreturn near(q - kv)", "abs(q_idx - kv_idx) <= window"],
])("mask: %s", (text, mask) => {
  expect(python(`def mask_mod(b, h, q, kv):\n${body(text)}`)).toBe(attn(`mask = ${mask}`));
});

it.each([
  [
    "and_masks and or_masks of anything that is a mask",
    "from torch.nn.attention.flex_attention import and_masks, or_masks\ncausal = lambda b, h, q, kv: q >= kv\nmask_mod = or_masks(and_masks(causal, lambda b, h, q, kv: q - kv < 8), lambda b, h, q, kv: kv < 4)",
    "(q_idx >= kv_idx && q_idx - kv_idx < 8) || kv_idx < 4",
  ],
  [
    "a generator of generators",
    "def gen(inner, offset):\n    def mod(b, h, q, kv):\n        return inner(b, h, q - offset, kv - offset)\n    return mod\nmask_mod = gen(gen(lambda b, h, q, kv: q > 2 * kv, 1), 2)",
    "q_idx - 2 - 1 > 2 * (kv_idx - 2 - 1)",
  ],
  [
    "functools.partial",
    "import functools\ndef local(b, h, q, kv, *, size):\n    return q - kv < size\nmask_mod = functools.partial(local, size=3)",
    "q_idx - kv_idx < 3",
  ],
  [
    "an object that can be called",
    "class Local:\n    def __init__(self, size):\n        self.size = size\n    def near(self, d):\n        return d < self.size\n    def __call__(self, b, h, q, kv):\n        return self.near(q - kv)\nmask_mod = Local(5)",
    "q_idx - kv_idx < 5",
  ],
  [
    "what is None is decided by the text",
    "def gen(size=None):\n    if size is None:\n        return lambda b, h, q, kv: q >= kv\n    return lambda b, h, q, kv: q - kv < size\nmask_mod = gen()",
    "q_idx >= kv_idx",
  ],
  [
    "masks in a loop",
    "def all_of(*masks):\n    def mod(b, h, q, kv):\n        result = torch.ones((), dtype=torch.bool)\n        for mask in masks:\n            result = result & mask(b, h, q, kv)\n        return result\n    return mod\nmask_mod = all_of(lambda b, h, q, kv: q >= kv, noop_mask, lambda b, h, q, kv: kv > 1)",
    "q_idx >= kv_idx && kv_idx > 1",
  ],
])("%s", (_, text, mask) => {
  expect(python(text)).toBe(attn(`mask = ${mask}`));
});

it("takes what a file's functions are called by for no change of them", () => {
  const text = "def causal(b, h, q, kv):\n    return q >= kv\n\ncausal.__name__ = 'causal_mask'\n";
  expect(ir(variantsOf(text)[0]!)).toBe(
    attn("mask = q_idx >= kv_idx").replace("attention mods", "attention causal").replace("variant mods", "variant causal"),
  );
});
