/** @file The kernels of the masks that the planner is measured on, each with its plan, against the reference. */
import { it } from "vitest";
import { expectReference } from "#test/support/attention-data.ts";
import { gpuDescribe } from "#test/support/device.ts";
import { introducedBy, planMasks, randomBits, smallScale, type MaskCall } from "#test/support/plan-masks.ts";

async function expectKernel(call: MaskCall, tokens: number): Promise<void> {
  const { text, heads = 1, params = {}, tensors = {} } = call;
  const sizes = { Hq: heads, Hkv: heads, Sq: tokens, Skv: tokens, D: 8, Dv: 8 };
  await expectReference({ text, sizes, params, inputs: tensors, introduced: introducedBy(call), block: [16, 16] });
}

gpuDescribe("plans and kernels, 480 tokens in blocks of 16", () => {
  it.each(Object.entries(planMasks))("%s", async (_, make) => {
    await expectKernel(make(smallScale), smallScale.tokens);
  });

  it.each([0.5, 0.004, 0.996])("random bits, %d of the pairs", async (share) => {
    await expectKernel(randomBits(480, share), 480);
  });
});
