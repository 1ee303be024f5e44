/** @file H522 to H525: shards of keys, schedules, and parts that do not go together, by the whole rendered text. */
import { expect, test } from "vitest";
import type { Schedule } from "#codegen/schedule.ts";
import { compileVariant } from "#src/compile.ts";
import { combine } from "#src/runtime/combine.ts";
import { compile } from "#src/runtime/compile.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { mockDevice } from "#test/support/mock-device.ts";
import { rendered } from "#test/support/safetensors-fixtures.ts";

const variant = variantOf("attention causal { mask = q_idx >= kv_idx }");
const kernel = await compile(variant, { device: mockDevice().device, Hq: 2, D: 4 });

/** A shard of keys 4 to 9 of 10. */
const shard = (keys: readonly unknown[], tensors: object = {}) =>
  rendered(() =>
    kernel.partial(
      { q: new Float32Array(24), k: new Float32Array(40), v: new Float32Array(40), ...tensors },
      { B: 1, Sq: 3, Skv: 10, keys: keys as [number, number] },
    ),
  );

test.each([
  [[5, 5], "[5, 5)"],
  [[7, 3], "[7, 3)"],
  [[-1, 4], "[-1, 4)"],
  [[6, 11], "[6, 11)"],
  [[0.5, 5], "[0.5, 5)"],
  [["0", 5], "[0, 5)"],
  [[5], "[5)"],
])("H522: keys %j are no shard", async (keys, text) => {
  expect(await shard(keys)).toBe(`error[H522]: the shard of keys ${text} is not a range of whole numbers within 0 and Skv, which is 10`);
});

test("H503: tensors of a shard have its keys alone", async () => {
  expect(await shard([4, 10])).toBe(`error[H503]: \`k\` needs 48 elements for shape [1, 2, 6, 4] and has 40

error[H503]: \`v\` needs 48 elements for shape [1, 2, 6, 4] and has 40`);
});

test("H523: schedules that cannot run", async () => {
  const schedule: Schedule = {
    rowsPerLane: 8,
    lanesPerRow: 4,
    teams: 1,
    workgroupSize: 512,
    keys: 8,
    source: "memory",
    stagedKeys: 0,
    subgroup: 0,
    unroll: "driver",
  };
  const compiling = (phase: "prefill" | "decode", more: Partial<Schedule>) =>
    rendered(() => compileVariant(variant, { Hq: 2, D: 4, schedules: { [phase]: { ...schedule, ...more } } }));
  expect(await compiling("prefill", { lanesPerRow: 1, keys: 4 })).toBe(
    "error[H523]: the prefill schedule cannot run here: 512 invocations to a workgroup, where the device allows 256",
  );
  expect(await compiling("decode", { workgroupSize: 64, keys: 20 })).toBe(
    "error[H523]: the decode schedule cannot run here: 4 lanes to a row, in subgroups of 0; 8 rows by 5 keys are more than 32 pairs",
  );
});

const part = (out: number, lse: number) => ({ out: new Float32Array(out), lse: new Float32Array(lse) });

test("H524: parts of different calls", async () => {
  expect(await rendered(() => combine([part(8, 2), part(8, 2), part(12, 3)]))).toBe(
    "error[H524]: the parts differ: `out` has 8 elements in the first and 12 in another",
  );
  expect(await rendered(() => combine([part(8, 2), part(8, 4)]))).toBe(
    "error[H524]: the parts differ: `lse` has 2 elements in the first and 4 in another",
  );
});

test("H524: parts of kernels that store differently", async () => {
  const half = { out: new Uint16Array(8), lse: new Float32Array(2) };
  expect(await rendered(() => combine([part(8, 2), half]))).toBe(
    "error[H524]: the parts differ: `out` is Float32Array in the first and Uint16Array in another",
  );
  expect(await rendered(() => combine([half, half, part(8, 2)]))).toBe(
    "error[H524]: the parts differ: `out` is Uint16Array in the first and Float32Array in another",
  );
});

test("H525: nothing to combine", async () => {
  expect(await rendered(() => combine([]))).toBe("error[H525]: there are no parts to combine");
});
