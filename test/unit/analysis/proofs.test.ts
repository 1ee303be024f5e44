/** @file What is proved of the masks that people write, and what is not. */
import { describe, expect, it } from "vitest";
import { proveKeys } from "#src/analysis/prove-keys.ts";
import { proveRows } from "#src/analysis/prove-rows.ts";
import { proveScore } from "#src/analysis/prove-score.ts";
import { printCondition } from "#src/analysis/whole-sum.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { opNames, row } from "#src/ir/ops.ts";
import { printNode } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";
import { runPasses } from "#src/passes/index.ts";

const variantOf = (body: string): Variant => runPasses(fromAttn(`attention v {\n${body}\n}`)[0]!);

/** `always`, the conditions, or `open` and what is. */
function rowsOf(variant: Variant): string {
  const { conditions, open } = proveRows(variant);
  if (!conditions) return `open: ${open.map((node) => printNode(node)).join("; ")}`;
  return conditions.map(printCondition).join(" and ") || "always";
}

const inputs =
  "input doc: i32[Sq]\n input other: i32[Skv]\n input keep: bool[Skv]\n input len: i32[B]\n param window: i32 = 9\n param sinks: i32 = 4";
const blocks =
  "let half = div(Skv, 2)\n let qc = q_idx >= half\n let kc = kv_idx >= half\n let qb = div(qc ? q_idx - half : q_idx, 16)\n let kb = div(kc ? kv_idx - half : kv_idx, 16)";

/** Body, when rows have keys, and the first of what keeps keys from being neighbours. */
const masks: readonly (readonly [name: string, body: string, rows: string, open: string | undefined])[] = [
  ["causal", "mask = q_idx >= kv_idx", "always", undefined],
  ["strictly causal", "mask = q_idx > kv_idx", "open: gt(q_idx, kv_idx)", undefined],
  ["from here on", "mask = kv_idx >= q_idx", "Skv >= Sq", undefined],
  ["causal at the bottom right", "mask = q_idx + Skv - Sq >= kv_idx", "Skv >= Sq", undefined],
  ["window", `${inputs}\n mask = q_idx >= kv_idx && q_idx - kv_idx < window`, "Skv >= Sq and window > 0", undefined],
  ["window to both sides", `${inputs}\n mask = abs(q_idx - kv_idx) <= window`, "Skv >= Sq and window >= 0", undefined],
  [
    "sinks",
    `${inputs}\n mask = q_idx >= kv_idx && (kv_idx < 4 || q_idx - kv_idx < window)`,
    "always",
    "or(lt(kv_idx, 4), lt(sub(q_idx, kv_idx), window))",
  ],
  [
    "as many sinks as asked for",
    `${inputs}\n mask = q_idx >= kv_idx && (kv_idx < sinks || q_idx - kv_idx < window)`,
    "sinks > 0",
    "or(lt(kv_idx, sinks), lt(sub(q_idx, kv_idx), window))",
  ],
  ["prefix", `${inputs}\n mask = kv_idx < len[b] || q_idx >= kv_idx`, "always", undefined],
  ["padding", `${inputs}\n mask = q_idx < len[b] && kv_idx < len[b]`, "len[b] >= Sq", undefined],
  ["padding of keys alone", `${inputs}\n mask = kv_idx < len[b]`, "len[b] > 0", undefined],
  ["documents", `${inputs}\n mask = doc[q_idx] == doc[kv_idx] && q_idx >= kv_idx`, "Skv >= Sq", "eq(doc[q_idx], doc[kv_idx])"],
  [
    "documents of two tensors",
    `${inputs}\n mask = doc[q_idx] == other[kv_idx] && q_idx >= kv_idx`,
    "open: eq(doc[q_idx], other[kv_idx])",
    "eq(doc[q_idx], other[kv_idx])",
  ],
  ["documents by offset", `${inputs}\n mask = kv_idx >= other[doc[q_idx]] && kv_idx <= q_idx`, "open: ge(kv_idx, other[doc[q_idx]])", undefined],
  ["keep-list", `${inputs}\n mask = keep[kv_idx]`, "open: keep[kv_idx]", "keep[kv_idx]"],
  [
    "dilated",
    `${inputs}\n let d = abs(q_idx - kv_idx)\n mask = d <= window && d % 4 == 0`,
    "Skv >= Sq and window >= 0",
    "eq(rem(abs(sub(q_idx, kv_idx)), 4), 0)",
  ],
  ["blocks", "mask = div(q_idx, 16) == div(kv_idx, 16)", "Skv >= Sq", undefined],
  ["blocks of a size given at the call", `${inputs}\n mask = div(q_idx, window) == div(kv_idx, window)`, "Skv >= Sq", undefined],
  ["blocks, causal", "mask = div(q_idx, 16) >= div(kv_idx, 16)", "always", undefined],
  ["a row of an image", "mask = abs(clamp(div(q_idx, 32), 3, 20) - div(kv_idx, 32)) <= 3", "Skv >= Sq and Sq <= 768", undefined],
  [
    "a column of an image",
    "mask = abs(clamp(q_idx % 32, 3, 28) - kv_idx % 32) <= 3",
    "Skv >= Sq",
    "le(abs(sub(clamp(rem(q_idx, 32), 3, 28), rem(kv_idx, 32))), 3)",
  ],
  ["block diffusion", `${blocks}\n mask = kc ? (qc ? qb >= kb : qb > kb) : !qc && qb == kb`, "Skv >= Sq", "eq("],
  ["every fourth", "mask = kv_idx % 4 == 3", "open: eq(rem(kv_idx, 4), 3)", "eq(rem(kv_idx, 4), 3)"],
  ["outside a window", `${inputs}\n mask = abs(q_idx - kv_idx) > window`, "window <= -1", "gt(abs(sub(q_idx, kv_idx)), window)"],
  ["all but one", "mask = kv_idx != q_idx", "Skv > Sq", "ne(q_idx, kv_idx)"],
  ["none", "mask = kv_idx < 0", "open: ", undefined],
  // A position of any size makes the difference wrap.
  ["decoding", `${inputs}\n let age = len[b] + q_idx - kv_idx\n mask = age >= 0 && age < window`, "open: ", "ge(sub(add(q_idx, len[b]), kv_idx), 0)"],
  ["a head of two kinds", "input far: bool[Hq]\n mask = far[h] ? q_idx >= kv_idx : q_idx == kv_idx", "Skv >= Sq", undefined],
  ["two directions by head", "input far: bool[Hq]\n mask = (far[h] ? q_idx - kv_idx : kv_idx - q_idx) >= 0", "Skv >= Sq", undefined],
];

describe("rows have keys", () => {
  it.each(masks)("%s", (_, body, rows) => {
    const found = rowsOf(variantOf(body));
    expect(rows.endsWith(": ") ? found.slice(0, rows.length) : found).toBe(rows);
  });
});

describe("keys of a row are neighbours", () => {
  it.each(masks)("%s", (_, body, __, open) => {
    const found = proveKeys(variantOf(body));
    expect(found.isProved).toBe(open === undefined);
    if (open !== undefined) expect(found.open.map((node) => printNode(node)).join("; ")).toContain(open);
  });
});

it.each([
  ["score = 30 * tanh(score / 30)", "proved"],
  ["score = sigmoid(score) - 1", "proved"],
  ["score = clamp(score, -8, 8)", "proved"],
  ["score = max(score, -1000)", "proved"],
  ["param cap: f32 = 30\n score = cap * tanh(score / cap)", "mul(cap, tanh(divide(score, cap)))"],
  ["input slope: f32[Hq]\n score = sigmoid(score) + slope[h]", "slope[h]"],
  ["score = q_idx > kv_idx && score > 0 ? -inf : sigmoid(score)", "-inf"],
  ["score = score * 2", "score"],
  ["score = exp(score)", "proved"],
  ["score = -exp(score)", "score"],
])("%s", (body, open) => {
  const found = proveScore(variantOf(body));
  expect(found.isProved ? "proved" : found.open.map((node) => printNode(node)).join("; ")).toBe(open);
});

it("rows that shrink never go down with their first operand, as the proofs take for granted", () => {
  const first = opNames.filter((op) => row(op).shrinks === "first");
  expect(first.length).toBeGreaterThan(1);
  for (const op of first) {
    for (let b = 1; b < 12; b++) {
      for (let a = -40; a < 40; a++) expect(row(op).evaluate(a + 1, b)).toBeGreaterThanOrEqual(row(op).evaluate(a, b));
    }
  }
});
