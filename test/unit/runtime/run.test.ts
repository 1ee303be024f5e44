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
  expect(left(mock)).toEqual(["heed causal call", "heed causal plan"]);
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
