/** @file What a kernel asks of a device: subgroups as large as its schedule counts on. Limits and features: test/errors/h61-device.test.ts. */
import { expect, test } from "vitest";
import { compileVariant } from "#src/compile.ts";
import { createReport } from "#src/diagnostics/report.ts";
import { checkDevice, forThisMachine, hasSubgroups, type DeviceLimits } from "#src/runtime/check-device.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { mockDevice } from "#test/support/mock-device.ts";

/** A device whose subgroups are that large; it has none, or it does not say. */
function deviceOf(subgroups: number | "none" | "unsaid"): DeviceLimits {
  const features = subgroups === "none" ? [] : ["subgroups"];
  return mockDevice({ features, adapter: typeof subgroups === "number" ? { subgroupMinSize: subgroups } : {} }).device;
}

const causal = variantOf("attention causal { mask = q_idx >= kv_idx }");
const limits = { workgroupBytes: 16384, workgroupSize: 256, subgroup: 32 };
/** Few rows count on subgroups of 32. */
const partly = compileVariant(causal, { Hq: 2, D: 64, family: "gpu", limits });
/** Many do, too. */
const wholly = compileVariant(causal, { Hq: 2, D: 64, family: "lavapipe", limits });

test("subgroups are as large as a schedule counts on, or larger; a device that does not say is trusted", () => {
  const fits = (subgroup: number) => ([8, 16, 32, 64, "none", "unsaid"] as const).map((size) => hasSubgroups(deviceOf(size), { subgroup }));
  expect(fits(0)).toEqual([true, true, true, true, true, true]);
  expect(fits(16)).toEqual([false, true, true, true, false, true]);
  expect(fits(32)).toEqual([false, false, true, true, false, true]);
});

test("a kernel that counts on larger ones is refused, once", () => {
  expect([wholly.manifest.schedule.subgroup, partly.manifest.schedule.subgroup]).toEqual([32, 0]);
  const codes = (device: DeviceLimits, { manifest } = wholly) => {
    const report = createReport();
    checkDevice(manifest, device, report);
    return report.diagnostics.map(({ code }) => code);
  };
  expect([codes(deviceOf(16)), codes(deviceOf("none")), codes(deviceOf(32)), codes(deviceOf("unsaid"))]).toEqual([["H610"], ["H611"], [], []]);
  expect([codes(deviceOf(4), partly), codes(deviceOf("none"), partly)]).toEqual([[], []]);
});

test("the kernels for few rows are left out where they count on larger ones", () => {
  expect(partly.decoder!.manifest.schedule.subgroup).toBe(32);
  expect([forThisMachine(partly, deviceOf(32)), forThisMachine(partly, deviceOf("unsaid"))]).toEqual([partly, partly]);
  const { decoder: _, combiner: __, ...forMany } = partly;
  expect([forThisMachine(partly, deviceOf(16)), forThisMachine(partly, deviceOf("none"))]).toEqual([forMany, forMany]);
  expect(forThisMachine(forMany, deviceOf(4))).toBe(forMany);
});
