/** @file Guards are in a kernel unless the analysis proves them needless. */
import { expect, it } from "vitest";
import { guardsOf } from "#codegen/guards.ts";
import { compileVariant } from "#src/compile.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { runPasses } from "#src/passes/index.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

const variantOf = (body: string) => fromAttn(`attention v {\n${body}\n}`)[0]!;
const families = ["gpu", "quick", "lavapipe", "swiftshader"] as const;
const limits = { workgroupBytes: 16384, workgroupSize: 256, subgroup: 4 };

const inRow = /let is_dead = row_sum[\w[\]]* == 0\.0;/;
const inShardsRow = /let is_dead = IS_SHARD && row_sum[\w[\]]* == 0\.0;/;
const inScore = /bitcast<u32>\(score[^)]*\) == MINUS_INF_BITS/;

it.each([
  // A row without a mask has the key 0; a causal one has it too.
  ["score = 30 * tanh(score / 30)", { minusInfinity: false, emptyRow: false }],
  ["mask = q_idx >= kv_idx\n score = 30 * tanh(score / 30)", { minusInfinity: false, emptyRow: false }],
  ["input prefix: i32[B]\n mask = kv_idx < prefix[b] || q_idx >= kv_idx\n score = sigmoid(score)", { minusInfinity: false, emptyRow: false }],
  ["score = 0 * sigmoid(score) - 3.4028234663852886e38", { minusInfinity: false, emptyRow: false }],
  ["mask = kv_idx <= min(q_idx, Skv - 2)\n score = 30 * tanh(score / 30)", { minusInfinity: false, emptyRow: true }],
  // Not for every Sq beside Skv, not for every window: `if Skv >= Sq and window > 0` is not always.
  ["mask = q_idx == kv_idx\n score = sigmoid(score)", { minusInfinity: false, emptyRow: true }],
  ["param window: i32 = 4\n mask = q_idx >= kv_idx && q_idx - kv_idx < window\n score = sigmoid(score)", { minusInfinity: false, emptyRow: true }],
  ["mask = kv_idx < q_idx\n score = sigmoid(score)", { minusInfinity: false, emptyRow: true }],
  // Scores of −∞ count as masked, so that they can leave a row without keys.
  ["mask = q_idx >= kv_idx", { minusInfinity: true, emptyRow: true }],
  ["score = score * 2", { minusInfinity: true, emptyRow: true }],
  ["param cap: f32 = 30\n score = cap * tanh(score / cap)", { minusInfinity: true, emptyRow: true }],
  ["input bias: f32[Hq]\n score = sigmoid(score) + bias[h]", { minusInfinity: true, emptyRow: true }],
  ["score = log(sigmoid(score))", { minusInfinity: true, emptyRow: true }],
  ["score = q_idx > kv_idx ? -inf : kv_idx > 5 && score > 0 ? -inf : sigmoid(score)", { minusInfinity: true, emptyRow: true }],
])("%s", async (body, guards) => {
  expect(guardsOf(runPasses(variantOf(body)))).toEqual(guards);
  for (const family of families) {
    const { wgsl, manifest, decoder } = compileVariant(variantOf(body), { Hq: 2, D: 8, family, limits });
    expect([inScore.test(wgsl), inRow.test(wgsl)]).toEqual([guards.minusInfinity, guards.emptyRow]);
    // A shard of the keys may leave a row none of those that it surely has: a constant of the pipeline says so.
    expect([inShardsRow.test(wgsl), /^override IS_SHARD: bool = false;$/m.test(wgsl)]).toEqual([!guards.emptyRow, !guards.emptyRow]);
    expect(manifest.shardConstant).toBe(guards.emptyRow ? undefined : "IS_SHARD");
    // A split of a row may always be without keys.
    expect([inScore.test(decoder!.wgsl), inRow.test(decoder!.wgsl)]).toEqual([guards.minusInfinity, true]);
    expect([...(await validateWgsl(wgsl)), ...(await validateWgsl(decoder!.wgsl))]).toEqual([]);
  }
});
