/** @file H610 to H614: limits, features, refusals and the loss of a device, by the whole rendered text. */
import { expect, test } from "vitest";
import { usage } from "#src/runtime/buffers.ts";
import { compile, type CompileOptions } from "#src/runtime/compile.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { baseLimits, callerBuffer, mockDevice, type MockOptions } from "#test/support/mock-device.ts";
import { rendered } from "#test/support/safetensors-fixtures.ts";

const causal = variantOf("attention causal { mask = q_idx >= kv_idx }");
const help = "\n  = help: ask for more in `requiredLimits`, if the adapter offers it";
const callHelp = "\n  = help: split the call, or ask for more in `requiredLimits`, if the adapter offers it";

const compiling = (limits: MockOptions["limits"], options: Partial<CompileOptions> = {}, variant = causal) =>
  rendered(() => compile(variant, { device: mockDevice({ limits: { ...limits } }).device, Hq: 2, D: 64, ...options }));

test("H610: storage buffers", async () => {
  const names = ["a", "b2", "c", "d", "e"];
  const many = variantOf(
    `attention many { ${names.map((name) => `input ${name}: f32[Skv]\n`).join(" ")} score = score + ${names.map((name) => `${name}[kv_idx]`).join(" + ")} }`,
  );
  expect(await compiling({}, {}, many)).toBe(
    `error[H610]: the kernel of \`many\` needs maxStorageBuffersPerShaderStage of 11, and the device has 8${help}`,
  );
});

test("H610: workgroup memory, where not even one key fits", async () => {
  expect(await compiling({ maxComputeWorkgroupStorageSize: 500 }, { family: "gpu" })).toBe(
    `error[H610]: the kernel of \`causal\` needs maxComputeWorkgroupStorageSize of 528, and the device has 500${help}`,
  );
});

test("workgroup memory and size: a smaller device gets a smaller kernel", async () => {
  const kernelFor = async (limits: NonNullable<MockOptions["limits"]>) => {
    const { device } = mockDevice({ limits });
    return (await compile(causal, { device, Hq: 2, D: 64, family: "gpu" })).manifest.workgroup;
  };
  expect(await kernelFor({})).toEqual({ size: 64, bytes: 8208, tilesPerBlock: 1 });
  expect(await kernelFor({ maxComputeWorkgroupStorageSize: 5000 })).toEqual({ size: 64, bytes: 4112, tilesPerBlock: 1 });
  expect(await kernelFor({ maxComputeInvocationsPerWorkgroup: 32 })).toEqual({ size: 32, bytes: 8208, tilesPerBlock: 2 });
});

test("H610: the limits of a kernel that was compiled for another device", async () => {
  const { createKernel } = await import("#src/runtime/kernel.ts");
  const { compileVariant } = await import("#src/compile.ts");
  const module = compileVariant(causal, { Hq: 2, D: 64, family: "gpu" });
  const on = (limits: MockOptions["limits"]) => rendered(() => createKernel(mockDevice({ limits: { ...limits } }).device, module));
  expect(await on({ maxComputeInvocationsPerWorkgroup: 32 })).toBe(
    `error[H610]: the kernel of \`causal\` needs maxComputeInvocationsPerWorkgroup of 64, and the device has 32${help}`,
  );
  expect(await on({ maxComputeWorkgroupSizeX: 16, maxComputeWorkgroupStorageSize: 1024 })).toBe(
    `error[H610]: the kernel of \`causal\` needs maxComputeWorkgroupStorageSize of 8208, and the device has 1024${help}

error[H610]: the kernel of \`causal\` needs maxComputeWorkgroupSizeX of 64, and the device has 16${help}`,
  );
});

test("H610: a kernel that was compiled for a device with larger subgroups", async () => {
  const { createKernel } = await import("#src/runtime/kernel.ts");
  const { compileVariant } = await import("#src/compile.ts");
  const limits = { workgroupBytes: 16384, workgroupSize: 256, subgroup: 32 };
  const module = compileVariant(causal, { Hq: 2, D: 64, family: "lavapipe", limits });
  const { device } = mockDevice({ features: ["subgroups"], adapter: { subgroupMinSize: 8 } });
  expect(await rendered(() => createKernel(device, module))).toBe(
    `error[H610]: the kernel of \`causal\` needs subgroupMinSize of 32, and the device has 8
  = help: compile the variant on this machine`,
  );
});

const running = async (limits: MockOptions["limits"], { Sq = 8, Skv = 8 }) => {
  const kernel = await compile(causal, { device: mockDevice({ limits: { ...limits } }).device, Hq: 2, D: 4, block: [16, 16] });
  const arrays = { q: new Float32Array(8 * Sq), k: new Float32Array(8 * Skv), v: new Float32Array(8 * Skv) };
  return rendered(() => kernel.run(arrays, { B: 1, Sq, Skv }));
};

test("H610: tensors, results and plans that are too large", async () => {
  expect(await running({ maxStorageBufferBindingSize: 3000 }, { Skv: 100 })).toBe(
    `error[H610]: \`k\` needs maxStorageBufferBindingSize of 3200, and the device has 3000${callHelp}

error[H610]: \`v\` needs maxStorageBufferBindingSize of 3200, and the device has 3000${callHelp}`,
  );
  expect(await running({ maxBufferSize: 3000 }, { Sq: 100 })).toBe(
    `error[H610]: \`q\` needs maxBufferSize of 3200, and the device has 3000${callHelp}

error[H610]: \`out\` needs maxBufferSize of 3200, and the device has 3000${callHelp}`,
  );
  const wide = await compile(causal, { device: mockDevice({ limits: { maxBufferSize: 1500 } }).device, Hq: 2, D: 1, Dv: 8 });
  expect(await rendered(() => wide.run({ q: new Float32Array(80), k: new Float32Array(2), v: new Float32Array(16) }, { B: 1, Sq: 40, Skv: 1 }))).toBe(
    `error[H610]: \`out\` needs maxBufferSize of 2560, and the device has 1500${callHelp}`,
  );
  // Runs that no two rows have alike: their plan grows with the lengths.
  const sparse = variantOf("attention sparse { mask = div(q_idx, 16) * div(kv_idx, 16) * 37 % 101 < 50 }");
  const many = await compile(sparse, { device: mockDevice({ limits: { maxStorageBufferBindingSize: 8192 } }).device, Hq: 1, D: 1, block: [16, 16] });
  const long = { B: 1, Sq: 1024, Skv: 1024 };
  const needed = many.plan(long).words.byteLength;
  expect(needed).toBeGreaterThan(8192);
  expect(await rendered(() => many.run({ q: new Float32Array(1024), k: new Float32Array(1024), v: new Float32Array(1024) }, long))).toBe(
    `error[H610]: the block plan needs maxStorageBufferBindingSize of ${needed}, and the device has 8192${callHelp}`,
  );
});

test("H610: a plan made on the device that has no room for one run per row", async () => {
  const text = "attention lengths { input length: i32[B, Hq]\n mask = kv_idx < length[b, h] }";
  const device = mockDevice({ limits: { maxStorageBufferBindingSize: 8192 } }).device;
  const kernel = await compile(variantOf(text), { device, Hq: 32, D: 1 });
  const rows = new Float32Array(32 * 32);
  const length = { data: callerBuffer(4096, usage.storage), shape: [32, 32] };
  expect(await rendered(() => kernel.run({ q: rows, k: rows, v: rows, length }, { B: 32, Sq: 1, Skv: 1 }))).toBe(
    `error[H610]: the block plan needs maxStorageBufferBindingSize of ${32 * 32 * 48}, and the device has 8192${callHelp}`,
  );
});

test("H610: more workgroups than two dimensions hold", async () => {
  expect(await running({ maxComputeWorkgroupsPerDimension: 2 }, { Sq: 100 })).toBe(
    `error[H610]: \`causal\` needs maxComputeWorkgroupsPerDimension of 7, and the device has 2${help}`,
  );
});

test("H611: f16 storage without shader-f16", async () => {
  expect(await compiling({}, { dtype: "f16" })).toBe(`error[H611]: the kernel of \`causal\` needs the feature "shader-f16", which the device lacks
  = help: ask for it in \`requiredFeatures\`, if the adapter offers it`);
  const { device } = mockDevice({ features: ["shader-f16"], limits: baseLimits });
  expect((await compile(causal, { device, Hq: 2, D: 64, dtype: "f16" })).manifest.features).toEqual(["shader-f16"]);
});

test("H612: a compile message is shown where the user wrote the line", async () => {
  const { compileVariant } = await import("#src/compile.ts");
  const [line] = compileVariant(causal, { Hq: 2, D: 64 }).woven;
  const messages = [{ type: "error", lineNum: line!.last, linePos: 11, message: "no matching overload" }] as const;
  expect(
    await rendered(() => compile(causal, { device: mockDevice({ messages }).device, Hq: 2, D: 64, family: "gpu" })),
  ).toBe(`error[H612]: the device refused the kernel of \`causal\`, line ${line!.last}: no matching overload
 --> <text>:1:27
  |
1 | attention causal { mask = q_idx >= kv_idx }
  |                           ^^^^^^^^^^^^^^^`);
});

test("H612: a message elsewhere, and a refusal without one", async () => {
  const messages = [
    { type: "warning", lineNum: 1, linePos: 1, message: "unused" },
    { type: "error", lineNum: 2, linePos: 5, message: "expected ';'" },
  ] as const;
  const on = (options: MockOptions) => rendered(() => compile(causal, { device: mockDevice(options).device, Hq: 2, D: 64 }));
  expect(await on({ messages })).toBe(`error[H612]: the device refused the kernel of \`causal\`, line 2: expected ';'`);
  expect(await on({ refuse: () => new Error("too many registers") })).toBe(
    "error[H612]: the device refused the kernel of `causal`: too many registers",
  );
  expect(await on({ caught: () => ({ message: "layout mismatch" }) })).toBe(
    "error[H612]: the device refused the kernel of `causal`: layout mismatch",
  );
});

test("H613: a lost device", async () => {
  const mock = mockDevice();
  await mock.lose("driver reset");
  expect(await rendered(() => compile(causal, { device: mock.device, Hq: 2, D: 64 }))).toBe(
    `error[H613]: the device was lost (driver reset): compile again on a new one`,
  );
});

test("H614: a run that the device refuses", async () => {
  let isReady = false;
  const mock = mockDevice({ caught: () => (isReady ? { message: "buffer is destroyed" } : null) });
  const kernel = await compile(causal, { device: mock.device, Hq: 1, D: 1 });
  isReady = true;
  const one = new Float32Array(1);
  expect(await rendered(() => kernel.run({ q: one, k: one, v: one }, { B: 1, Sq: 1, Skv: 1 }))).toBe(
    "error[H614]: a run of `causal` failed on the device: buffer is destroyed",
  );
});
