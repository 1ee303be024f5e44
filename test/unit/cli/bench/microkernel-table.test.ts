/** @file The kernels that measure the device are valid, and do as much as they say. */
import { describe, expect, it } from "vitest";
import { memoryBytes, microkernels } from "#src/cli/bench/microkernel-table.ts";
import { validateWgsl } from "#test/support/validate-wgsl.ts";

describe.each(microkernels.map((row) => [`${row.name}, ${row.style}`, row] as const))("%s", (_, row) => {
  it("is valid", async () => {
    expect(await validateWgsl(row.wgsl)).toEqual([]);
  });

  it("does as much as it says", () => {
    const { work, wgsl, isMemory, name, groups } = row;
    if (isMemory) expect(work * groups * 64).toBe(memoryBytes * (name === "copy" ? 2 : 1));
    else expect(wgsl.match(/fma\(x\d+|exp\(-x\d+/g)!.length * (name === "exp" ? 1 : 2)).toBe(work);
  });
});
