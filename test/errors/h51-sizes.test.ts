/** @file H506 to H510, H512, H515, H518, H519, H521, H528: targets, sizes, params and strides, by the whole rendered text. */
import { expect, test } from "vitest";
import { compileVariant, type CompileTarget } from "#src/compile.ts";
import { compile } from "#src/runtime/compile.ts";
import type { CallOptions } from "#src/runtime/call.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { mockDevice } from "#test/support/mock-device.ts";
import { rendered } from "#test/support/safetensors-fixtures.ts";

const variant = variantOf(`attention window {
  param window: i32 = 4
  param gain: f32 = 1
  param strict: bool = true
  mask  = q_idx - kv_idx <= window && (!strict || q_idx >= kv_idx)
  score = score * gain
}`);
const bare = variantOf("attention all { }");
const { device } = mockDevice();
const kernel = await compile(variant, { device, Hq: 2, D: 4 });
const target = (change: Partial<CompileTarget>) => rendered(() => compileVariant(variant, { Hq: 8, D: 64, ...change }));
const arrays = { q: new Float32Array(24), k: new Float32Array(40), v: new Float32Array(40) };
const call = (options: object) => rendered(() => kernel.run(arrays, { B: 1, Sq: 3, Skv: 5, ...options } as CallOptions));

test("H506: heads that do not divide", async () => {
  expect(await target({ Hkv: 3 })).toBe(`error[H506]: 8 query heads cannot share 3 key/value heads
  = help: Hq must be a multiple of Hkv`);
});

test("H507: a head dimension out of range", async () => {
  expect(await target({ D: 257 })).toBe(
    "error[H507]: `D` is 257 and must be a whole number from 1 to 256\n\nerror[H507]: `Dv` is 257 and must be a whole number from 1 to 256",
  );
  expect(await target({ Dv: 0 })).toBe("error[H507]: `Dv` is 0 and must be a whole number from 1 to 256");
  expect(await target({ D: 1.5, Dv: 1 })).toBe("error[H507]: `D` is 1.5 and must be a whole number from 1 to 256");
});

test("H508: a size that is none", async () => {
  expect(await call({ Sq: 0 })).toBe("error[H508]: the size `Sq` is 0 and must be a whole number from 1 to 134217728");
  expect(await call({ B: "2" })).toBe("error[H508]: the size `B` is 2 and must be a whole number from 1 to 134217728");
  expect(await call({ Skv: Number.NaN, B: 2 ** 28 })).toBe(`error[H508]: the size \`B\` is 268435456 and must be a whole number from 1 to 134217728

error[H508]: the size \`Skv\` is NaN and must be a whole number from 1 to 134217728`);
});

test("H508: a number of heads that is none", async () => {
  expect(await target({ Hq: 0, Hkv: 1 })).toBe("error[H508]: the size `Hq` is 0 and must be a whole number from 1 to 65535");
  expect(await target({ Hkv: 0 })).toBe("error[H508]: the size `Hkv` is 0 and must be a whole number from 1 to 65535");
});

test("H509: a param of the wrong type or range", async () => {
  expect(await call({ params: { window: 2.5 } })).toBe("error[H509]: the param `window` is 2.5 and must be a whole number of 32 bits");
  expect(await call({ params: { window: 2 ** 31 } })).toBe("error[H509]: the param `window` is 2147483648 and must be a whole number of 32 bits");
  expect(await call({ params: { gain: Number.NaN } })).toBe("error[H509]: the param `gain` is NaN and must be a finite number within f32");
  expect(await call({ params: { gain: 1e39 } })).toBe("error[H509]: the param `gain` is 1e+39 and must be a finite number within f32");
  expect(await call({ params: { strict: 2 } })).toBe("error[H509]: the param `strict` is 2 and must be true or false");
});

test("H510: a param that the variant does not have", async () => {
  expect(await call({ params: { windw: 3 } })).toBe(`error[H510]: there is no param \`windw\`
  = help: known params: window, gain, strict`);
  expect(await call({ params: { alpha: 3 } })).toBe(`error[H510]: there is no param \`alpha\`
  = help: known params: window, gain, strict`);
  const other = await compile(bare, { device, Hq: 2, D: 4 });
  expect(await rendered(() => other.run(arrays, { B: 1, Sq: 3, Skv: 5, params: { alpha: 1 } }))).toBe(`error[H510]: there is no param \`alpha\`
  = help: known params: none`);
});

test("H512: a block that kernels cannot have", async () => {
  expect(await target({ block: [8, 64] })).toBe("error[H512]: the block size 8 x 64 is not two whole numbers from 16 to 256");
  expect(await target({ block: [64] as unknown as [number, number] })).toBe("error[H512]: the block size 64 is not two whole numbers from 16 to 256");
});

test("H511, H515, H521: strides", async () => {
  expect(await call({ strides: { k: [40, 20, -4, 1] } })).toBe(
    "error[H515]: the strides of `k` are 40, 20, -4, 1 and must be four whole numbers within 2147483648 elements",
  );
  expect(await call({ strides: { v: [2 ** 30, 2 ** 30, 2 ** 30, 1] } })).toBe(
    "error[H515]: the strides of `v` are 1073741824, 1073741824, 1073741824, 1 and must be four whole numbers within 2147483648 elements",
  );
  expect(await call({ strides: { q: [4, 1] } })).toBe(
    "error[H515]: the strides of `q` are 4, 1 and must be four whole numbers within 2147483648 elements",
  );
  expect(await call({ strides: { lse: [1, 1, 1, 1] } })).toBe(`error[H511]: there is no tensor \`lse\`
  = help: known tensors: q, k, v, out`);
  expect(await call({ strides: { out: [0, 0, 4, 1] } })).toBe(`error[H521]: the strides of \`out\` are 0, 0, 4, 1 and lay two elements in one place`);
});

test("H518: a dtype that is none", async () => {
  expect(await target({ dtype: "bf16" as "f16" })).toBe("error[H518]: the dtype bf16 is neither f32 nor f16");
});

test("H528: a family of devices that is none", async () => {
  expect(await target({ family: "cuda" as "gpu" })).toBe(
    "error[H528]: the family cuda is none of nvidia, amd, intel, apple, mobile, lavapipe, swiftshader, software, gpu, quick",
  );
  expect(await target({ family: 3 as unknown as "gpu", D: 0 })).toBe(
    `error[H507]: \`D\` is 0 and must be a whole number from 1 to 256

error[H507]: \`Dv\` is 0 and must be a whole number from 1 to 256

error[H528]: the family 3 is none of nvidia, amd, intel, apple, mobile, lavapipe, swiftshader, software, gpu, quick`,
  );
});

test("H519: a scale that is none", async () => {
  expect(await target({ scale: Infinity })).toBe("error[H519]: the scale is Infinity and must be a finite number");
});
