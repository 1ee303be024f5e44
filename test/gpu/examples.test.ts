/** @file The kernel of every example, on its small call: within budget of the reference. */
import { afterAll, expect, it } from "vitest";
import { gpuDescribe } from "#test/support/device.ts";
import { exampleNames, examplePath, problemOf, readExample } from "#test/support/examples.ts";
import { verdictLine, verifyOnDevice } from "#test/support/on-device.ts";
import { fromAttnFile } from "#test/support/routes.ts";

gpuDescribe("kernels of the examples, within budget", () => {
  const table: string[] = [];
  afterAll(() => console.info(["error of budget, by example", ...table].join("\n")));

  it.each(exampleNames)("%s", async (name) => {
    const variant = fromAttnFile(examplePath(name, `${name}.attn`));
    const { small } = await readExample(name);
    const verdict = await verifyOnDevice(variant, problemOf(variant, small, 16), "f32");
    table.push(verdictLine(name, verdict));
    expect([verdict.out.firstBad, verdict.lse.firstBad]).toEqual([undefined, undefined]);
  });
});
