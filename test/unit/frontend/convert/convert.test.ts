/** @file Files in the other language, by their whole texts: names, helpers, composition, imports, conversions, comments. */
import { describe, expect, it } from "vitest";
import { parseAttn } from "#grammar/parse.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { toAttn, toTypeScript } from "#src/frontend/convert/index.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { lowerFile } from "#src/frontend/lower.ts";
import { surfaceFromPython } from "#src/frontend/python/index.ts";
import { readTypeScriptText } from "#src/frontend/ts/ts-morph.ts";
import { printVariant } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";
import { runPasses } from "#src/passes/index.ts";

const irOf = (variants: readonly Variant[]): string[] => variants.map((variant) => printVariant(runPasses(variant)));

/** `.attn` text in TypeScript, which is the same when it is read. */
function ts(text: string, files: Readonly<Record<string, string>> = {}): string {
  const report = createReport();
  const source = (from: string) => (files[from] === undefined ? undefined : { name: from, text: files[from] });
  const trees = new Map(Object.keys(files).map((name) => [name, parseAttn(source(name)!, report)]));
  const variants = fromAttn(text, { name: "main.attn", resolve: source });
  const written = toTypeScript({ file: parseAttn({ name: "main.attn", text }, report), resolve: (from) => trees.get(from), variants });
  const again = lowerFile(readTypeScriptText(written, report), report);
  report.stop();
  const exported = variants.map(({ name }) => again.find((variant) => variant.name === name)!);
  expect(irOf(exported)).toEqual(irOf(variants));
  return written;
}

/** TypeScript in `.attn` text, which is the same when it is read. */
function attn(text: string): string {
  const report = createReport();
  const file = readTypeScriptText(text, report);
  const variants = lowerFile(file, report);
  report.stop();
  const written = toAttn({ file, variants });
  expect(irOf(fromAttn(written))).toEqual(irOf(variants));
  return written;
}

describe("to TypeScript", () => {
  it("takes from the arguments what is used, in the order of the language", () => {
    expect(ts("attention v {\n  param w: i32 = -3\n  param s: bool = true\n  input x: f16[Hq, T]\n  mask = s || kv_idx < q_idx + T * w\n}\n")).toBe(
      `import { attention, bool, f16, i32 } from "heed";

export const v = attention({
  name: "v",
  inputs: { x: f16("Hq", "T") },
  params: { w: i32(-3), s: bool(true) },
  mask: ({ q_idx, kv_idx, T }, { w, s }) => s || kv_idx < q_idx + T * w,
});
`,
    );
  });

  it("keeps local values and the helpers that hang on them inside, the others at the top", () => {
    const text = `const block = 16
fn block_of(i: i32) = div(i, block)
attention v {
  param shift: i32 = 4
  fn moved(i) = block_of(i + shift) % 3
  const half = div(D, 2)
  let near = moved(q_idx) == moved(kv_idx)
  mask = near && q_idx < half
  score = near ? score : score * 2.0
}
`;
    expect(ts(text)).toBe(`import { attention, div, i32, mod } from "heed";

const block = 16;
const block_of = (i: number): number => div(i, block);

export const v = attention({
  name: "v",
  params: { shift: i32(4) },
  scope: { block_of, block },
  mask({ q_idx, kv_idx, D }, { shift }) {
    const moved = (i: number): number => mod(block_of(i + shift), 3);
    const half = div(D, 2);
    const near = moved(q_idx) === moved(kv_idx);
    return near && q_idx < half;
  },
  score({ score, q_idx, kv_idx }, { shift }) {
    const moved = (i: number): number => mod(block_of(i + shift), 3);
    const near = moved(q_idx) === moved(kv_idx);
    return near ? score : score * 2.0;
  },
});
`);
  });

  it("gives way to the words of TypeScript, to Heed's functions and to shadowed names", () => {
    const text = `const new = 2
fn clamp(this) = this * new
attention delete {
  const new = 3
  input default: i32[Skv]
  let div = default[kv_idx] + clamp(q_idx)
  mask = div(div, new) > max(0, 1, kv_idx)
}
`;
    expect(ts(text)).toBe(`import { attention, div, i32 } from "heed";

const new_ = 2;
const clamp_ = (this_: number): number => this_ * new_;
const new__ = 3;

export const delete_ = attention({
  name: "delete",
  inputs: { default: i32("Skv") },
  scope: { clamp_, new_, new__ },
  mask({ q_idx, kv_idx }, { default: default_ }) {
    const div_ = default_(kv_idx) + clamp_(q_idx);
    return div(div_, new__) > Math.max(0, 1, kv_idx);
  },
});
`);
  });

  it("tells an attention from the operation of its name", () => {
    expect(ts("attention silu {\n  score = silu(score)\n}\n")).toBe(
      'import { attention, silu } from "heed";\n\nexport const silu_ = attention({\n  name: "silu",\n  score: ({ score }) => silu(score),\n});\n',
    );
  });

  it("says in JavaScript's terms what is converted, and what is no quotient of integers", () => {
    const text = `fn wide(x: f32) = x / 2
attention v {
  input keep: bool[Skv]
  param w: i32 = 8
  mask = i32(keep[kv_idx]) + i32(q_idx / 3) > -2147483648 && (keep[kv_idx] ^ (w > 2))
  score = f32(q_idx) * f32(w) + f32(keep[kv_idx]) + wide(w) + floor(q_idx / w) + ceil(score) % 2 + rem(kv_idx, 2) + -inf
}
`;
    expect(ts(text)).toBe(`import { attention, bool, i32, mod } from "heed";

const wide = (x: number): number => x / 2;

export const v = attention({
  name: "v",
  inputs: { keep: bool("Skv") },
  params: { w: i32(8) },
  scope: { wide },
  mask: ({ q_idx, kv_idx }, { keep, w }) =>
    (Number(keep(kv_idx)) | 0) + (q_idx / 3 | 0) > -2147483647 - 1 && keep(kv_idx) !== (w > 2),
  score: ({ score, q_idx, kv_idx }, { keep, w }) =>
    q_idx * (w * 1.0)
    + Number(keep(kv_idx))
    + wide(w * 1.0)
    + Math.floor(1 * (q_idx / w))
    + mod(Math.ceil(score), 2)
    + kv_idx % 2
    + -Infinity,
});
`);
  });

  it("writes into the file what was imported, and declares what composed masks ask for", () => {
    const files = {
      "./masks.attn": `import { far } from "./far.attn"
// Not too near.
attention local {
  param window: i32 = 64
  input unused: i32[B]
  mask = far(q_idx - kv_idx, window)
}
`,
      "./far.attn": "const step = 2\nfn far(a, b) = a > b * step\n",
    };
    const text = `import { local } from "./masks.attn"
attention causal {
  mask = q_idx >= kv_idx
}
attention both {
  input at: f32[Hq]
  mask = causal.mask && local.mask && at[h] > 0
}
`;
    expect(ts(text, files)).toBe(`import { attention, f32, i32 } from "heed";

export const causal = attention({
  name: "causal",
  mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx,
});

const step = 2;
const far = (a: number, b: number): boolean => a > b * step;

const local = attention({
  name: "local",
  inputs: { unused: i32("B") },
  params: { window: i32(64) },
  scope: { far, step },
  mask: ({ q_idx, kv_idx }, { window }) => far(q_idx - kv_idx, window),
});

export const both = attention({
  name: "both",
  inputs: { at: f32("Hq") },
  params: { window: i32(64) },
  scope: { causal, local, far, step },
  mask(at, values) {
    const { h } = at;
    const { at: at_ } = values;
    return causal.mask(at, values) && local.mask(at, values) && at_(h) > 0;
  },
});
`);
  });

  it("writes dims of constants as they are, and those of sizes as text", () => {
    const text = `const reach = 4
fn twice(n) = 2 * n
attention v {
  input x: f32[Hq, 2 * reach + 1, Sq + twice(reach), 7]
  score = score + x[h, 0, 0, 0]
}
`;
    expect(ts(text)).toContain('  inputs: { x: f32("Hq", 2 * reach + 1, "Sq + 2 * 4", 7) },\n');
  });

  it("takes comments along that stand at the head, above an item, or above what stands in one", () => {
    const text = `// At the head.

// Of the constant.
const step = 2 // Lost.
/* Of the
   attention. */
attention v {
  // Of the param.
  param w: i32 = 3
  // Of the value.
  let d = q_idx - kv_idx
  // Of the mask.
  mask = d % step < w
}
`;
    expect(ts(text)).toBe(`// At the head.
import { attention, i32, mod } from "heed";

// Of the constant.
const step = 2;

export const v = attention({
  name: "v",
  params: {
    // Of the param.
    w: i32(3),
  },
  scope: { step },
  // Of the mask.
  mask({ q_idx, kv_idx }, { w }) {
    // Of the value.
    const d = q_idx - kv_idx;
    return mod(d, step) < w;
  },
});
`);
  });
});

describe("to .attn", () => {
  it("names the quotients of integers that TypeScript means, and lets what blocks hold", () => {
    const text = `// Columns.
import { attention, f32, i32 } from "heed";
const width = 8;
/** Where a token is. */
const column = (token: number) => Math.floor(token / width);
const ratio = (x: number) => Math.floor(x / 2);
export const v = attention({
  name: "v",
  inputs: { x: f32("T") },
  params: { w: i32(2) },
  mask({ q_idx, kv_idx }, { w }) {
    const d = column(q_idx) - column(kv_idx);
    if (d < 0) return false;
    return Number(d) % w === 0;
  },
  score: ({ score, h }, { x }) => ratio(score) + x(h) * 2.0,
});
`;
    expect(attn(text)).toBe(`// Columns.

const width = 8
// Where a token is.
fn column(token) = div(token, width)
fn ratio(x) = floor(x / 2)

attention v {
  input x: f32[T]
  param w: i32 = 2
  let d = column(q_idx) - column(kv_idx)
  mask = d < 0 ? false : rem(d, w) == 0
  score = ratio(score) + x[h] * 2.0
}
`);
  });
});

it("reads Python, and its comments", () => {
  const report = createReport();
  const text =
    "# Near ones.\ndef near(b, h, q_idx, kv_idx):\n    # How far.\n    d = abs(q_idx - kv_idx)\n    return (d // 2 <= 8) & (q_idx >= kv_idx)\n";
  const file = surfaceFromPython(text, { name: "near.py", report });
  const variants = lowerFile(file, report);
  report.stop();
  const written = toAttn({ file, variants });
  expect(irOf(fromAttn(written))).toEqual(irOf(variants));
  expect(written).toMatch(/^\/\/ Near ones\.\n/);
  expect(toTypeScript({ file, variants })).toMatch(/^\/\/ Near ones\.\nimport \{ attention, div \} from "heed";\n/);
});
