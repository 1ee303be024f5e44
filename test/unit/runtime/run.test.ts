/** @file What a call leaves behind on a device that remembers: destroyed buffers, closed error scopes, folded dispatches. */
import { expect, test } from "vitest";
import { compile } from "#src/runtime/compile.ts";
import { usage } from "#src/runtime/buffers.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { callerBuffer, mockDevice, mockPass, type MockDevice } from "#test/support/mock-device.ts";

const compiled = ({ device }: MockDevice, text = "attention causal { mask = q_idx >= kv_idx }") =>
  compile(variantOf(text), { device, Hq: 1, D: 4, block: [16, 16] });
const sizes = { B: 1, Sq: 20, Skv: 30 };
const arrays = { q: new Float32Array(80), k: new Float32Array(120), v: new Float32Array(120) };
const buffers = () => ({ q: callerBuffer(320, usage.storage), k: callerBuffer(480, usage.storage), v: callerBuffer(480, usage.storage) });
const results = () => ({ out: callerBuffer(320, usage.storage), lse: callerBuffer(80, usage.storage) });
const left = (mock: MockDevice) =>
  mock
    .of("buffer")
    .filter(({ destroyed }) => !destroyed)
    .map(({ label }) => label);

test("a run with arrays destroys every buffer it made", async () => {
  const mock = mockDevice();
  const kernel = await compiled(mock);
  await kernel.run(arrays, sizes);
  expect(mock.of("buffer")).toHaveLength(9);
  expect([left(mock), mock.openScopes()]).toEqual([[], 0]);
});

test("a run with buffers leaves the two results, and touches no buffer of the caller", async () => {
  const mock = mockDevice();
  const kernel = await compiled(mock);
  const given = buffers();
  const { out, lse } = await kernel.run(given, sizes);
  expect(left(mock)).toEqual(["heed causal out", "heed causal lse"]);
  expect(mock.of("buffer").filter(({ destroyed }) => !destroyed)).toEqual([out, lse]);
  expect(Object.values(given).map((buffer) => "destroyed" in buffer && buffer.destroyed)).toEqual([false, false, false]);
});

test("a run that fails on the device destroys its results too", async () => {
  const mock = mockDevice({ caught: () => (mock.of("submission").length > 0 ? { message: "binding too small" } : null) });
  const kernel = await compiled(mock);
  await expect(kernel.run(buffers(), sizes)).rejects.toMatchObject({ code: "H614" });
  await expect(kernel.run(arrays, sizes)).rejects.toMatchObject({ code: "H614" });
  expect([left(mock), mock.openScopes()]).toEqual([[], 0]);
});

test("a run that cannot be recorded closes its error scopes and destroys what it has made", async () => {
  const mock = mockDevice();
  const kernel = await compiled(mock);
  mock.device.createBindGroup = () => {
    throw new RangeError("no memory");
  };
  await expect(kernel.run(arrays, sizes)).rejects.toThrow("no memory");
  expect([left(mock), mock.openScopes()]).toEqual([[], 0]);
});

test("encode is over all keys: it knows no shards", async () => {
  const mock = mockDevice();
  const kernel = await compiled(mock);
  const tensors = { ...buffers(), ...results() };
  const shard = { ...sizes, keys: [0, 10] };
  kernel.encode(mockPass(mock.dispatches), tensors, shard);
  kernel.encode(mockPass(mock.dispatches), tensors, sizes);
  expect(mock.dispatches[0]).toEqual(mock.dispatches[1]);
  // One call, whose buffers are those of the other.
  expect(mock.of("buffer")).toHaveLength(2);
  const k = callerBuffer(160, usage.storage);
  expect(() => kernel.encode(mockPass(), { ...tensors, k, v: k }, shard)).toThrow("`k` needs 120 elements");
});

test("nothing is made for a call that is wrong", async () => {
  const mock = mockDevice();
  const kernel = await compiled(mock);
  await expect(kernel.run({ ...arrays, q: new Float32Array(3) }, sizes)).rejects.toMatchObject({ code: "H503" });
  expect(() => kernel.encode(mockPass(), { ...buffers(), out: callerBuffer(320, usage.storage) }, sizes)).toThrow("`lse` is missing");
  expect(mock.of("buffer")).toEqual([]);
});

test("encode makes uniforms and plan once for the same call, and destroys them when asked", async () => {
  const mock = mockDevice();
  const kernel = await compiled(mock);
  const [tensors, pass] = [{ ...buffers(), ...results() }, mockPass()];
  for (let i = 0; i < 3; i++) kernel.encode(pass, tensors, sizes);
  expect(left(mock)).toEqual(["heed causal plan", "heed causal call"]);
  kernel.encode(pass, tensors, { ...sizes, Skv: 29 });
  expect(left(mock)).toHaveLength(4);
  kernel.destroy();
  expect(left(mock)).toEqual([]);
  kernel.encode(pass, tensors, sizes);
  expect(left(mock)).toHaveLength(2);
});

test("dispatches are folded where one dimension does not hold them", async () => {
  const mock = mockDevice({ limits: { maxComputeWorkgroupsPerDimension: 4 } });
  const kernel = await compiled(mock);
  const run = (rows: number) => kernel.run({ q: new Float32Array(4 * rows), k: arrays.k, v: arrays.v }, { ...sizes, Sq: rows });
  for (const rows of [1, 64, 65, 16 * 7, 16 * 16]) await run(rows);
  expect(mock.dispatches).toEqual([
    // A single row: the kernel for few, and the one that merges.
    [1, 1],
    [1, 1],
    [4, 1],
    [3, 2],
    [4, 2],
    [4, 4],
  ]);
  await expect(run(16 * 16 + 1)).rejects.toMatchObject({ code: "H610" });
});

test("the dispatch covers rows, heads and batches", async () => {
  const mock = mockDevice();
  const kernel = await compile(variantOf("attention all { }"), { device: mock.device, Hq: 6, Hkv: 2, D: 4, block: [128, 16] });
  await kernel.run(
    { q: new Float32Array(3 * 6 * 200 * 4), k: new Float32Array(3 * 2 * 4), v: new Float32Array(3 * 2 * 4) },
    { B: 3, Sq: 200, Skv: 1 },
  );
  expect(mock.dispatches).toEqual([[2 * (128 / kernel.manifest.workgroup.size) * 6 * 3, 1]]);
});

const packed =
  "attention packed { input doc: i32[N]\n input gain: f32[Hq]\n mask = doc[q_idx] == doc[kv_idx] && q_idx >= kv_idx\n score = score * gain[h] }";
const packedSizes = { B: 1, Sq: 100, Skv: 100 };
const storage = (bytes: number) => callerBuffer(bytes, usage.storage);
const packedBuffers = () => ({
  ...Object.fromEntries(["q", "k", "v", "out"].map((name) => [name, storage(1600)])),
  lse: storage(400),
  gain: storage(4),
});
const doc = { data: storage(400), shape: [100] };

test("a tensor of the mask on the device alone: the plan is refined before the kernel runs, and nothing is read back", async () => {
  const mock = mockDevice();
  const kernel = await compiled(mock, packed);
  for (let i = 0; i < 3; i++) kernel.encode(mockPass(mock.dispatches), { ...packedBuffers(), doc }, packedSizes);
  expect(mock.dispatches).toEqual(
    [1, 2, 3].flatMap(() => [
      [7, 1],
      [7, 1],
    ]),
  );
  expect(left(mock)).toEqual(["plan", "refined", "call", "call"].map((name) => `heed packed ${name}`));
  expect([mock.of("pipeline").length, mock.of("submission").length, mock.of("encoder").length]).toEqual([4, 0, 0]);
  expect(mock.of("buffer")[1]!.size).toBe(16 * 7 * (7 + 2));
  kernel.destroy();
  expect(left(mock)).toEqual([]);
  const { q, k, v, gain } = packedBuffers() as unknown as Record<string, GPUBuffer>;
  const made = await kernel.run({ q: q!, k: k!, v: v!, gain: gain!, doc }, packedSizes);
  expect(mock.of("buffer").filter(({ destroyed }) => !destroyed)).toEqual(Object.values(made));
});

test("where the values are there too, or the mask does not read it, the kernel runs alone", async () => {
  const mock = mockDevice();
  const kernel = await compiled(mock, packed);
  kernel.encode(mockPass(mock.dispatches), { ...packedBuffers(), doc: { ...doc, values: new Int32Array(100) } }, packedSizes);
  const { q, k, v, gain } = packedBuffers() as unknown as Record<string, GPUBuffer>;
  await kernel.run({ q: q!, k: k!, v: v!, gain: gain!, doc: new Int32Array(100) }, packedSizes);
  expect(mock.dispatches).toEqual([
    [7, 1],
    [7, 1],
  ]);
});

test("refined plans are made in as many workgroups as there are block rows to tell apart, folded as others are", async () => {
  const text = "attention lengths { input length: i32[B]\n mask = kv_idx < length[b] + h }";
  const mock = mockDevice({ limits: { maxComputeWorkgroupsPerDimension: 6 } });
  const kernel = await compile(variantOf(text), { device: mock.device, Hq: 2, D: 1, block: [16, 16] });
  const run = (B: number) =>
    kernel.run({ q: storage(B * 400), k: storage(B * 400), v: storage(B * 400), length: storage(4 * B) }, { B, Sq: 50, Skv: 50 });
  await run(2);
  expect(mock.dispatches).toEqual([
    [6, 3],
    [6, 3],
  ]);
  await expect(run(5)).rejects.toMatchObject({ code: "H610" });
});

test("a refined plan takes a quarter of the largest binding at most", async () => {
  const size = async (limit: number): Promise<number | undefined> => {
    const mock = mockDevice({ limits: { maxStorageBufferBindingSize: limit } });
    (await compiled(mock, packed)).encode(mockPass(), { ...packedBuffers(), doc }, packedSizes);
    return mock.of("buffer").find(({ label }) => label === "heed packed refined")?.size;
  };
  expect([await size(1600), await size(2432), await size(65536)]).toEqual([400, 608, 16 * 7 * (7 + 2)]);
});
