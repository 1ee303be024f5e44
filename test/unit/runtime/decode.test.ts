/** @file When the kernels for few query rows are the ones to take, how many workgroups share a row, and what their parts need. */
import { expect, it } from "vitest";
import type { KernelModule } from "#codegen/manifest.ts";
import { compileVariant, type CompileTarget } from "#src/compile.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { runPasses } from "#src/passes/index.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import type { DeviceLimits } from "#src/runtime/check-device.ts";
import { checkDecode, type DecodeCall } from "#src/runtime/decode.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { baseLimits } from "#test/support/mock-device.ts";

const window = variantOf("attention window { mask = q_idx + Skv - Sq - kv_idx < 128 }");
const target: CompileTarget = { Hq: 8, Hkv: 2, D: 64, family: "gpu", limits: { workgroupBytes: 16384, workgroupSize: 256, subgroup: 32 } };
const gpu = compileVariant(window, target);
const deviceOf = (limits: Readonly<Record<string, number>>): DeviceLimits =>
  ({ limits: { ...baseLimits, ...limits }, features: new Set() }) as unknown as DeviceLimits;

interface Case {
  readonly module?: KernelModule;
  readonly sizes?: Readonly<Record<string, number>>;
  readonly device?: DeviceLimits;
  /** Without: what the device alone can plan. */
  readonly isPlanned?: boolean;
}

function check({ module = gpu, sizes = {}, device = deviceOf({}), isPlanned = false }: Case): {
  call: DecodeCall | undefined;
  errors: readonly string[];
} {
  const { Hq, Hkv, D, Dv } = module.manifest;
  const all = { B: 1, Sq: 1, Skv: 4096, Hq, Hkv, D, Dv, ...sizes };
  const plan = planBlocks(runPasses(window).sections.mask, { block: [64, 64], sizes: all, params: {}, tensors: new Map() });
  const report = createReport();
  const call = checkDecode(module, all, isPlanned ? plan : undefined, device, report);
  return { call, errors: report.diagnostics.map(({ code }) => code) };
}

it("is for as many rows as the manifest says", () => {
  const { mostRows } = gpu.decoder!.manifest;
  expect(check({ sizes: { Sq: mostRows } }).call).toBeDefined();
  expect(check({ sizes: { Sq: mostRows + 1 } }).call).toBeUndefined();
  const { decoder: _, ...without } = gpu;
  expect(check({ module: without }).call).toBeUndefined();
});

it("splits a row until the device is busy, and no further than it has blocks", () => {
  const { workgroups, workgroup, heads, schedule } = gpu.decoder!.manifest;
  expect({ workgroups, heads, teams: schedule.teams, rows: workgroup.rows }).toEqual({ workgroups: 512, heads: 4, teams: 4, rows: 4 });
  // Two groups of heads, a tile of four rows each: 64 blocks are fewer than the 256 splits that there is room for.
  expect(check({}).call).toMatchObject({ splits: 64, parts: 256, dispatch: [128, 1], combineDispatch: [8, 1] });
  expect(check({ sizes: { Skv: 2 ** 17 } }).call).toMatchObject({ splits: 256, dispatch: [512, 1] });
  expect(check({ sizes: { Skv: 2 ** 17, B: 3 } }).call).toMatchObject({ splits: 86, dispatch: [516, 1], combineDispatch: [24, 1] });
  // A window reaches into three blocks, wherever it is.
  expect(check({ isPlanned: true, sizes: { Skv: 4100 } }).call).toMatchObject({ splits: 3 });
  expect(check({ sizes: { Skv: 3 } }).call).toMatchObject({ splits: 1, parts: 4 });
});

it("has room for every part of every row", () => {
  const { call } = check({ sizes: { B: 2, Sq: 2 } });
  expect(call!.parts).toBe(call!.splits * 4);
  expect([call!.partsSize, call!.partLseSize]).toEqual([call!.parts * 2 * 8 * 2 * 64, call!.parts * 2 * 8 * 2]);
});

it("makes fewer parts where they would not fit a binding, and says so where not even one does", () => {
  const small = (maxStorageBufferBindingSize: number): DeviceLimits => deviceOf({ maxStorageBufferBindingSize });
  const bytesOfPart = 4 * 8 * 64;
  expect(check({ device: small(3 * 4 * bytesOfPart) }).call).toMatchObject({ splits: 3, parts: 12 });
  expect(check({ device: small(4 * bytesOfPart) })).toMatchObject({ call: { splits: 1 }, errors: [] });
  expect(check({ device: small(4 * bytesOfPart - 4) })).toMatchObject({ call: { splits: 1 }, errors: ["H610"] });
});

it("folds what is over the limit of one dimension", () => {
  const { call } = check({ sizes: { B: 20000, Skv: 64 } });
  expect(call!.dispatch[0] * call!.dispatch[1]).toBeGreaterThanOrEqual(40000 * call!.splits);
  expect(call!.combineDispatch[1]).toBeGreaterThan(1);
  expect(Math.max(...call!.dispatch, ...call!.combineDispatch)).toBeLessThanOrEqual(65535);
});

it("has a tile of its own for heads that the mask tells apart", () => {
  const apart = variantOf("attention apart { mask = kv_idx % (h + 1) == 0 }");
  const module = compileVariant(apart, target);
  expect(module.decoder!.manifest).toMatchObject({ heads: 1 });
  expect(check({ module, sizes: { Skv: 64 } }).call).toMatchObject({ splits: 1, dispatch: [8, 1] });
});
