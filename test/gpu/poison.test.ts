/** @file What must not reach a result, and what must: rows without keys, NaN and infinity before and behind the mask, reads out of range. */
import { expect, it } from "vitest";
import type { Schedule } from "#codegen/schedule.ts";
import { countBlocks } from "#src/plan/block-plan.ts";
import { compile } from "#src/runtime/compile.ts";
import { baseSizes, expectReference, randomData, runCase, variantOf, type AttentionCase } from "#test/support/attention-data.ts";
import { gpuDescribe, testDevice } from "#test/support/device.ts";

const { Sq, Skv, D, Dv, Hq, Hkv } = baseSizes;
const fillRows = (data: Float32Array, width: number, rows: number, row: number, value: number): void => {
  for (let head = 0; head * rows * width < data.length; head++) data.fill(value, (head * rows + row) * width, (head * rows + row + 1) * width);
};

/** The rows of a result in which something is not finite. */
function strangeRows({ out, lse }: { out: ArrayLike<number>; lse: Float32Array }): number[] {
  const isStrange = (row: number): boolean =>
    !Number.isFinite(lse[row]) ||
    Array.from(out)
      .slice(row * Dv, (row + 1) * Dv)
      .some((x) => !Number.isFinite(x));
  return [...new Set([...lse.keys()].filter(isStrange).map((row) => row % Sq))];
}

gpuDescribe("rows without keys", () => {
  it("are 0 and −∞, never NaN", async () => {
    const { out, lse } = await expectReference({ text: "attention gaps { mask = q_idx % 3 != 0 && kv_idx <= q_idx }" });
    for (let row = 0; row < lse.length; row += 1) {
      if ((row % Sq) % 3 !== 0) continue;
      expect(lse[row]).toBe(-Infinity);
      expect(Array.from(out).slice(row * Dv, (row + 1) * Dv)).toEqual(Array.from({ length: Dv }, () => 0));
    }
  });

  it("may be all rows: the plan is empty", async () => {
    const text = "attention nothing { mask = kv_idx < 0 }";
    const kernel = await compile(variantOf(text), { device: await testDevice(), Hq, Hkv, D, family: "quick" });
    expect(countBlocks(kernel.plan({ B: 1, Sq, Skv }))).toMatchObject({ full: 0, partial: 0 });
    const { out, lse } = await expectReference({ text, edit: ({ q, k, v }) => [q, k, v].forEach((data) => data.fill(Number.NaN)) });
    expect(lse.every((value) => value === -Infinity)).toBe(true);
    expect(Array.from(out).every((value) => value === 0)).toBe(true);
  });
});

const shared: Schedule = {
  rowsPerLane: 2,
  lanesPerRow: 4,
  teams: 1,
  workgroupSize: 16,
  keys: 8,
  source: "memory",
  stagedKeys: 0,
  subgroup: 4,
  unroll: "text",
};

const styles: readonly (readonly [keys: string, style: Partial<AttentionCase>])[] = [
  ["direct", { family: "quick" }],
  ["staged", { family: "gpu" }],
  ["broadcast to several rows, written out", { family: "swiftshader" }],
  ["shared by the lanes of a row, written out", { schedules: { prefill: shared } }],
  ["shared by the lanes of a row, in loops", { schedules: { prefill: { ...shared, unroll: "none" } } }],
];

gpuDescribe("behind the mask", () => {
  it.each(styles)("NaN and infinity in k and v do not matter: keys %s", async (_, style) => {
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      const test: AttentionCase = { text: "attention holes { mask = kv_idx % 7 != 3 && kv_idx <= q_idx + 9 }", ...style, sizes: { D: 4 } };
      const edit: NonNullable<AttentionCase["edit"]> = ({ k, v }) => {
        for (const key of [3, 10, 17, 45]) [k, v].forEach((data) => fillRows(data, data === k ? 4 : Dv, Skv, key, value));
        fillRows(v, Dv, Skv, Skv - 1, value);
      };
      const clean = await runCase(test);
      expect(strangeRows(await expectReference({ ...test, edit }))).toEqual([]);
      expect(await runCase({ ...test, edit })).toEqual(clean);
    }
  });

  it("NaN and infinity in captured tensors do not matter", async () => {
    const text = "attention bias { input bias: f32[Sq, Skv]\n mask = kv_idx <= q_idx\n score = score + bias[q_idx, kv_idx] }";
    for (const value of [Number.NaN, Infinity]) {
      const data = Float32Array.from({ length: Sq * Skv }, (_, i) => (i % Skv <= Math.floor(i / Skv) ? 0.5 : value));
      expect(strangeRows(await expectReference({ text, inputs: { bias: { type: "f32", shape: [Sq, Skv], data } } }))).toEqual([]);
    }
  });

  it("a score that divides by zero or reads out of range there does not matter", async () => {
    const text = `attention ratio {
      input table: f32[8]
      mask  = kv_idx < q_idx && q_idx - kv_idx < 8
      score = score / (q_idx - kv_idx) + log(q_idx - kv_idx) + table[q_idx - kv_idx]
    }`;
    const table = { type: "f32" as const, shape: [8], data: Float32Array.from({ length: 8 }, (_, i) => i / 8) };
    expect(strangeRows(await expectReference({ text, inputs: { table } }))).toEqual([0]);
  });
});

gpuDescribe("before the mask", () => {
  it.each(styles)("a NaN in q is shown in its row and in no other: keys %s", async (_, style) => {
    const edit: NonNullable<AttentionCase["edit"]> = ({ q }) => fillRows(q, 4, Sq, 11, Number.NaN);
    const result = await expectReference({ text: "attention causal { mask = kv_idx <= q_idx }", ...style, sizes: { D: 4 }, edit });
    expect(strangeRows(result)).toEqual([11]);
  });

  it("a NaN in k is shown in the rows that see the key", async () => {
    const edit: NonNullable<AttentionCase["edit"]> = ({ k }) => fillRows(k, D, Skv, 30, Number.NaN);
    const result = await expectReference({ text: "attention window { mask = kv_idx <= q_idx && q_idx - kv_idx < 4 }", edit });
    expect(strangeRows(result)).toEqual([30, 31, 32, 33]);
    expect(result.lse[31]).toBeNaN();
  });

  it.each(styles)("a NaN in v is shown in `out`, not in `lse`: keys %s", async (_, style) => {
    const edit: NonNullable<AttentionCase["edit"]> = ({ v }) => fillRows(v, Dv, Skv, 30, Number.NaN);
    const { out, lse } = await expectReference({ text: "attention diagonal { mask = kv_idx == q_idx }", ...style, edit });
    expect([out[30 * Dv], Number.isFinite(out[31 * Dv]), lse.some((value) => Number.isNaN(value))]).toEqual([Number.NaN, true, false]);
  });

  it("a score of −∞ counts as masked, even where v is infinite", async () => {
    const edit: NonNullable<AttentionCase["edit"]> = ({ v }) => fillRows(v, Dv, Skv, 4, Infinity);
    const text = "attention banned { mask = q_idx != 9\n score = kv_idx == 4 || q_idx == 5 ? -inf : score }";
    const { lse } = await expectReference({ text, edit });
    expect([lse[5], lse[9]]).toEqual([-Infinity, -Infinity]);
  });

  it.each(styles)("a score of +∞ gives lse +∞ and no mean; beside a NaN it is NaN: keys %s", async (_, style) => {
    const text =
      "attention spike { score = kv_idx == 7 && q_idx % 2 == 0 ? inf : kv_idx == 3 && q_idx == 4 ? 0 * inf : kv_idx == 9 && q_idx == 6 ? 0 * inf : score }";
    const { out, lse } = await expectReference({ text, ...style, sizes: { D: 4 } });
    expect([lse[2], lse[4], lse[6], out[2 * Dv]]).toEqual([Infinity, Number.NaN, Number.NaN, Number.NaN]);
    expect(Number.isFinite(lse[3])).toBe(true);
  });

  it("scores far apart and very large do not overflow", async () => {
    await expectReference({ text: "attention steep { score = score + 1000 * (kv_idx % 5) - 30000 * (q_idx % 3) }" });
    await expectReference({ text: "attention tall { score = 3e38 - (kv_idx == 2 ? 0 : 1e37) }" });
    await expectReference({ text: "attention deep { score = -3e38 + score }" });
  });
});

gpuDescribe("without the guards that are proved to be needless", () => {
  const bounded = "attention bounded { mask = kv_idx <= q_idx\n score = 30 * tanh(score / 30) }";

  it.each(styles)("dot products that overflow are bounded: keys %s", async (_, style) => {
    const edit: NonNullable<AttentionCase["edit"]> = ({ q, k }) => {
      fillRows(q, 4, Sq, 0, -1e30);
      fillRows(q, 4, Sq, 11, 1e30);
      fillRows(q, 4, Sq, 12, -1e30);
      for (const key of [0, 3, 10]) fillRows(k, 4, Skv, key, 1e30);
    };
    const { lse } = await expectReference({ text: bounded, ...style, sizes: { D: 4 }, edit });
    expect(lse.every((value) => Math.abs(value) < 40)).toBe(true);
  });

  it.each(styles)("NaN and infinity stay in their rows, and behind the mask: keys %s", async (_, style) => {
    const edit: NonNullable<AttentionCase["edit"]> = ({ q, k, v }) => {
      fillRows(q, 4, Sq, 11, Number.NaN);
      fillRows(k, 4, Skv, Skv - 1, Number.NaN);
      fillRows(v, Dv, Skv, Skv - 1, Infinity);
    };
    const shorter = "attention bounded { mask = kv_idx <= min(q_idx, Skv - 2)\n score = 30 * tanh(score / 30) }";
    expect(strangeRows(await expectReference({ text: shorter, ...style, sizes: { D: 4 }, edit }))).toEqual([11]);
  });

  it("scores as low as f32 goes leave their rows alive", async () => {
    const { lse } = await expectReference({ text: "attention lowest { score = 0 * sigmoid(score) - 3.4028234663852886e38 }" });
    expect(lse.every((value) => Number.isFinite(value))).toBe(true);
  });
});

gpuDescribe("reads out of range", () => {
  it("take the edge's value, in masks and scores alike", async () => {
    const text = `attention edges {
      input limit: i32[4]
      input table: f32[3, 5]
      mask  = kv_idx <= limit[q_idx - 10]
      score = score + table[q_idx - 20, kv_idx * 3 - 30]
    }`;
    const inputs = {
      limit: { type: "i32" as const, shape: [4], data: Int32Array.of(5, 40, 12, 30) },
      table: { type: "f32" as const, shape: [3, 5], data: randomData(baseSizes).q.slice(0, 15) },
    };
    await expectReference({ text, inputs });
  });
});
