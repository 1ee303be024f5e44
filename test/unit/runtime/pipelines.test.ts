/** @file Pipelines on a device that counts: when one is made, when it is kept, what becomes of it when the device refuses or is lost. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { compileVariant } from "#src/compile.ts";
import { compile, type CompileOptions } from "#src/runtime/compile.ts";
import { createKernel } from "#src/runtime/kernel.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { mockDevice, type MockDevice } from "#test/support/mock-device.ts";

const text = `attention window {
  param window: i32 = 4
  input bias: f32[Hq, N]
  mask  = q_idx >= kv_idx && q_idx - kv_idx <= window
  score = score + bias[h, kv_idx % N]
}`;

const compiled = ({ device }: MockDevice, options: Partial<CompileOptions> = {}) => compile(variantOf(text), { device, Hq: 2, D: 4, ...options });
const call = (B: number, Sq: number, Skv: number, N = 3) =>
  [
    {
      q: new Float32Array(B * 2 * Sq * 4),
      k: new Float32Array(B * 2 * Skv * 4),
      v: new Float32Array(B * 2 * Skv * 4),
      bias: new Float32Array(2 * N),
    },
    { B, Sq, Skv },
  ] as const;

/** The kernel for many rows, that for few, and the one that merges what the latter gives. */
const own = 3;

test("one pipeline of each kernel serves every size, param and captured tensor", async () => {
  const mock = mockDevice();
  const kernel = await compiled(mock);
  for (const [tensors, sizes] of [call(1, 8, 8), call(3, 8, 8), call(1, 100, 7), call(1, 1, 333, 5)]) {
    for (const window of [0, 5, 1000]) await kernel.run(tensors, { ...sizes, params: { window } });
  }
  expect([mock.of("shader").length, mock.of("pipeline").length, mock.of("submission").length]).toEqual([own, own, 12]);
});

test("a module made where subgroups are larger: few rows take the kernel for many", async () => {
  const limits = { workgroupBytes: 16384, workgroupSize: 256, subgroup: 32 };
  const module = compileVariant(variantOf(text), { Hq: 2, D: 4, family: "gpu", limits });
  const on = async (subgroupMinSize: number): Promise<MockDevice> => {
    const mock = mockDevice({ features: ["subgroups"], adapter: { subgroupMinSize } });
    await (await createKernel(mock.device, module)).run(...call(1, 1, 8));
    return mock;
  };
  const [small, large] = [await on(16), await on(32)];
  expect([small, large].map((mock) => mock.of("pipeline").map(({ label }) => label))).toEqual([
    ["heed window pipeline"],
    ["heed window pipeline", "heed window decoder pipeline", "heed window combiner pipeline"],
  ]);
  expect([small.dispatches.length, large.dispatches.length]).toEqual([1, 2]);
});

test("two compiles of one kernel at the same time share a pipeline, and a later one finds it", async () => {
  const mock = mockDevice();
  await Promise.all([compiled(mock), compiled(mock)]);
  await compiled(mock);
  expect([mock.of("shader").length, mock.of("pipeline").length]).toEqual([own, own]);
});

test("another head dimension, block or device makes its own", async () => {
  const mock = mockDevice();
  await compiled(mock);
  await compiled(mock, { D: 8 });
  await compiled(mock, { block: [16, 16] });
  // Results are merged alike, whatever the block.
  expect(mock.of("pipeline")).toHaveLength(3 * own - 1);
  const other = mockDevice();
  await compiled(other);
  expect(other.of("pipeline")).toHaveLength(own);
});

test("shards have a pipeline of their own where the whole leaves out a guard, made at the first", async () => {
  const proved = variantOf("attention proved { mask = q_idx >= kv_idx\n score = tanh(score) }");
  const mock = mockDevice();
  const kernel = await compile(proved, { device: mock.device, Hq: 2, D: 4, family: "quick" });
  const many = { B: 1, Sq: 40, Skv: 8 };
  const shard = (...keys: [number, number]) =>
    kernel.partial(
      { q: new Float32Array(320), k: new Float32Array(8 * (keys[1] - keys[0])), v: new Float32Array(8 * (keys[1] - keys[0])) },
      { ...many, keys },
    );
  const before = mock.of("pipeline").length;
  // Few rows have kernels that guard against rows without keys in any case, and so does a shard that is the whole.
  await kernel.partial({ q: new Float32Array(8), k: new Float32Array(8), v: new Float32Array(8) }, { ...many, Sq: 1, keys: [0, 1] });
  await shard(0, 8);
  expect(mock.of("pipeline")).toHaveLength(before);
  await Promise.all([shard(0, 3), shard(3, 8)]);
  await shard(1, 2);
  expect(mock.of("pipeline")).toHaveLength(before + 1);
  expect(mock.constants()).toEqual([{ IS_SHARD: 1 }]);
});

test("another scale is the same kernel", async () => {
  const mock = mockDevice();
  await compiled(mock, { scale: 1 });
  await compiled(mock, { scale: 0.5 });
  expect(mock.of("pipeline")).toHaveLength(own);
});

test("every object is labelled after the variant", async () => {
  const mock = mockDevice();
  const kernel = await compiled(mock);
  await kernel.run(...call(1, 8, 8));
  expect(
    mock.objects
      .filter(({ kind }) => kind !== "submission")
      .map(({ kind, label }) => `${kind}: ${label}`)
      .toSorted(),
  ).toEqual(
    [
      ...["window", "window decoder", "window combiner"].flatMap((name) =>
        ["shader", "bindings", "layout", "pipeline"].map((kind) => `${kind}: heed ${name} ${kind}`),
      ),
      "buffer: heed window out",
      "buffer: heed window lse",
      "encoder: heed window",
      "pass: heed window",
      ...["call", "call", "plan", "parts", "lse of parts"].map((name) => `buffer: heed window ${name}`),
      "buffer: heed window q",
      "buffer: heed window k",
      "buffer: heed window v",
      "buffer: heed window bias",
      "group: heed window",
      "group: heed window",
      "buffer: heed window out read",
      "buffer: heed window lse read",
    ].toSorted(),
  );
});

test("a refused pipeline is not kept: the next compile asks again", async () => {
  const refusals = [new Error("out of registers")];
  const mock = mockDevice({ refuse: () => refusals.pop() });
  await expect(compiled(mock)).rejects.toMatchObject({ code: "H612" });
  await compiled(mock);
  expect([mock.of("pipeline").length, mock.openScopes()]).toEqual([own + 1, 0]);
});

test("a lost device rejects what is pending and what comes after", async () => {
  const mock = mockDevice();
  const kernel = await compiled(mock);
  const never = new Promise<undefined>(() => undefined);
  mock.device.queue.onSubmittedWorkDone = () => never;
  const { q, k, v, bias } = call(1, 8, 8)[0];
  const buffer = (data: Float32Array) => mock.device.createBuffer({ size: data.byteLength, usage: 0x80 });
  const pending = kernel.run({ q: buffer(q), k: buffer(k), v: buffer(v), bias }, { B: 1, Sq: 8, Skv: 8 });
  const creating = mockDevice();
  creating.device.createComputePipelineAsync = () => never as unknown as Promise<GPUComputePipeline>;
  const compiling = compiled(creating);
  const failures = Promise.allSettled([pending, compiling]);
  await Promise.all([mock.lose("driver reset"), creating.lose("unplugged")]);
  expect((await failures).map((settled) => settled.status === "rejected" && settled.reason.message.split("\n")[0])).toEqual([
    "error[H613]: the device was lost (driver reset): compile again on a new one",
    "error[H613]: the device was lost (unplugged): compile again on a new one",
  ]);
  await expect(kernel.run(...call(1, 8, 8))).rejects.toMatchObject({ code: "H613" });
  await expect(compiled(mock)).rejects.toMatchObject({ code: "H613" });
  expect(mock.of("pipeline")).toHaveLength(own);
});

test("results do not wait for the device's loss: they are collected when nobody holds them", async () => {
  const mock = mockDevice();
  const kernel = await compiled(mock);
  const results = await Promise.all(Array.from({ length: 20 }, async () => new WeakRef((await kernel.run(...call(1, 8, 8))).out)));
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    collect();
  }
  expect(results.filter((result) => result.deref() !== undefined)).toEqual([]);
});
