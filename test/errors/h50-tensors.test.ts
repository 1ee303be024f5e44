/** @file H501 to H505, H511, H513, H514, H516, H517, H520: tensors of a call, by the whole rendered text. */
import { expect, test } from "vitest";
import { usage } from "#src/runtime/buffers.ts";
import { compile } from "#src/runtime/compile.ts";
import type { CallTensors } from "#src/runtime/call.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { callerBuffer, mockDevice, mockPass } from "#test/support/mock-device.ts";
import { rendered } from "#test/support/safetensors-fixtures.ts";

const { device } = mockDevice({ limits: { maxStorageBuffersPerShaderStage: 12 } });
const plain = await compile(variantOf("attention causal { mask = q_idx >= kv_idx }"), { device, Hq: 2, D: 4 });
const captured = await compile(
  variantOf(`attention tables {
    input slope: f32[Hq]
    input table: f32[N, M]
    input other: i32[N]
    input ids: u32[Sq]
    input half: f16[Skv]
    input keep: bool[Skv]
    mask  = keep[kv_idx] && ids[q_idx] >= other[min(kv_idx, N - 1)]
    score = score + slope[h] + table[b, min(kv_idx, M - 1)] + half[kv_idx]
  }`),
  { device, Hq: 2, D: 4 },
);
const sizes = { B: 1, Sq: 3, Skv: 5 };
const own = { q: new Float32Array(24), k: new Float32Array(40), v: new Float32Array(40) };
const inputs = {
  slope: new Float32Array(2),
  table: { data: new Float32Array(6), shape: [2, 3] },
  other: new Int32Array(2),
  ids: new Uint32Array(3),
  half: new Uint16Array(5),
  keep: new Uint8Array(5),
};
const storage = (size: number, bits: number = usage.storage) => callerBuffer(size, bits);
const onDevice = { q: storage(96), k: storage(160), v: storage(160), out: storage(96), lse: storage(24) };

const run = (tensors: CallTensors) => rendered(() => plain.run({ ...own, ...tensors }, sizes));
const runCaptured = (tensors: CallTensors) => rendered(() => captured.run({ ...own, ...inputs, ...tensors }, sizes));
const without = (tensors: CallTensors, name: string): CallTensors => Object.fromEntries(Object.entries(tensors).filter(([key]) => key !== name));

test("the tensors of these tests are right but for what each changes", async () => {
  expect(await run({})).toBe("no diagnostic");
  expect(await runCaptured({})).toBe("no diagnostic");
});

test("H501: a tensor is missing", async () => {
  expect(await rendered(() => plain.run(without(own, "k"), sizes))).toBe(`error[H501]: the f32 tensor \`k\` is missing`);
  expect(await rendered(() => captured.run(without({ ...own, ...inputs }, "keep"), sizes))).toBe(`error[H501]: the bool tensor \`keep\` is missing`);
  expect(await rendered(() => plain.encode(mockPass(), without(onDevice, "lse"), sizes))).toBe(`error[H501]: the f32 tensor \`lse\` is missing`);
});

test("H502: a tensor of the wrong rank", async () => {
  expect(await run({ q: { data: own.q, shape: [2, 3, 4] } })).toBe("error[H502]: `q` has rank 4 and is given shape [2, 3, 4]");
  expect(await runCaptured({ slope: { data: inputs.slope, shape: [2, 1] } })).toBe("error[H502]: `slope` has rank 1 and is given shape [2, 1]");
});

test("H503: a tensor of the wrong size or shape", async () => {
  expect(await run({ q: new Float32Array(23) })).toBe("error[H503]: `q` needs 24 elements for shape [1, 2, 3, 4] and has 23");
  expect(await run({ k: storage(159) })).toBe("error[H503]: `k` needs 40 elements for shape [1, 2, 5, 4] and has 39");
  expect(await run({ v: { data: own.v, shape: [1, 5, 2, 4] } })).toBe("error[H503]: `v` must have shape [1, 2, 5, 4] and has [1, 5, 2, 4]");
  expect(await runCaptured({ half: storage(10) })).toBe("error[H503]: `half` needs 5 elements for shape [5] and has 4");
  expect(await runCaptured({ other: { data: storage(8), values: new Int32Array(3) } })).toBe(
    "error[H503]: `other.values` needs 2 elements for shape [2] and has 3",
  );
});

test("H504: a tensor of the wrong type", async () => {
  expect(await run({ q: new Float64Array(24) as unknown as Float32Array })).toBe(`error[H504]: \`q\` is f32 and is given as Float64Array
  = help: give it as Float32Array or GPUBuffer`);
  expect(await run({ v: Array.from({ length: 40 }, () => 0) as unknown as Float32Array })).toBe(`error[H504]: \`v\` is f32 and is given as Array
  = help: give it as Float32Array or GPUBuffer`);
  expect(await run({ v: 1 as unknown as Float32Array })).toBe(`error[H504]: \`v\` is f32 and is given as number
  = help: give it as Float32Array or GPUBuffer`);
  expect(await runCaptured({ half: new Float32Array(5) })).toBe(`error[H504]: \`half\` is f16 and is given as Float32Array
  = help: give it as Uint16Array of bit patterns or Float16Array or GPUBuffer`);
  expect(
    await runCaptured({ other: { data: storage(8), values: new Float32Array(2) } }),
  ).toBe(`error[H504]: \`other.values\` is i32 and is given as Float32Array
  = help: give it as Int32Array`);
});

test("H505: two tensors disagree on a size", async () => {
  expect(await runCaptured({ other: { data: new Int32Array(3), shape: [3] } })).toContain("error[H505]: `N` is 2 by `table` and 3 by `other`");
});

test("H508: a shape that no tensor has", async () => {
  expect(await runCaptured({ table: { data: storage(96), shape: [2, -3] } })).toBe(
    "error[H508]: the size `M` is -3 and must be a whole number from 1 to 134217728",
  );
});

test("H511: a tensor that the variant does not have", async () => {
  expect(await runCaptured({ slopes: new Float32Array(2) })).toBe(`error[H511]: there is no tensor \`slopes\`
  = help: known tensors: q, k, v, out, lse, slope, table, other, ids, half, keep`);
  expect(await run({ bias: new Float32Array(2) })).toBe(`error[H511]: there is no tensor \`bias\`
  = help: known tensors: q, k, v, out, lse`);
});

test("H513: a size that cannot be read from a length", async () => {
  expect(await runCaptured({ table: new Float32Array(6) })).toBe(`error[H513]: \`N\`, \`M\` cannot be read from the length of \`table\`
  = help: give \`table\` as { data, shape }`);
});

test("H514: a u32 beyond i32", async () => {
  expect(await runCaptured({ ids: Uint32Array.of(1, 2 ** 31, 3) })).toBe("error[H514]: `ids` holds 2147483648 at 1, too large to be read as i32");
});

test("H516: an array where only a buffer will do", async () => {
  expect(await rendered(() => plain.encode(mockPass(), { ...onDevice, q: own.q }, sizes))).toBe(`error[H516]: \`q\` must be a GPUBuffer here
  = help: \`run\` takes arrays too`);
  expect(await run({ out: new Float32Array(24) })).toBe(`error[H516]: \`out\` must be a GPUBuffer here
  = help: leave it out of \`run\` to get a new one`);
});

test("H517: a buffer without the usage it needs", async () => {
  expect(await run({ q: storage(96, usage.copyDst) })).toBe("error[H517]: the buffer `q` lacks GPUBufferUsage.STORAGE");
  expect(await run({ lse: storage(24) })).toBe("error[H517]: the buffer `lse` lacks GPUBufferUsage.COPY_SRC");
});

test("H520: a tensor without elements", async () => {
  expect(await runCaptured({ table: { data: new Float32Array(0), shape: [2, 0] } })).toBe("error[H520]: `table` is empty: its shape is [2, 0]");
});

test("many mistakes are told at once", async () => {
  expect(await rendered(() => captured.run({ ...own, ...inputs, slope: new Float32Array(3), keep: new Int32Array(5) }, sizes))).toBe(
    `error[H503]: \`slope\` needs 2 elements for shape [2] and has 3

error[H504]: \`keep\` is bool and is given as Int32Array
  = help: give it as Uint8Array or GPUBuffer`,
  );
});
