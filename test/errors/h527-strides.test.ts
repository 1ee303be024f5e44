/** @file H527: strides that a packed kernel cannot read, where nobody waits for one that reads elements singly. */
import { expect, test } from "vitest";
import { compile } from "#src/runtime/compile.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { mockDevice } from "#test/support/mock-device.ts";
import { rendered } from "#test/support/safetensors-fixtures.ts";

test("H527: columns of k apart, in a pass that does not wait", async () => {
  const { device } = mockDevice();
  const kernel = await compile(variantOf("attention causal { mask = q_idx >= kv_idx }"), { device, Hq: 2, D: 4 });
  const options = { B: 1, Sq: 3, Skv: 10, strides: { k: [80, 40, 1, 10] } };
  expect(await rendered(async () => kernel.encode({} as GPUComputePassEncoder, {}, options))).toBe(
    `error[H527]: the kernel takes four elements of \`k\` at a time, and its strides are not multiples of four with columns side by side
  = help: compile with \`packed: false\`, which takes any strides`,
  );
});
