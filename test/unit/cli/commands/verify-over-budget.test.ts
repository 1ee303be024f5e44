/** @file `heed verify` on a kernel that is wrong. */
import { expect, it, vi } from "vitest";
import type * as runtime from "#src/runtime/compile.ts";
import { heed, inFolder } from "#test/support/cli.ts";
import { gpuDescribe } from "#test/support/device.ts";

inFolder({ "causal.attn": "attention causal {\n  mask = q_idx >= kv_idx\n}\n" });

/** The kernel that is compiled, with one element of its result moved by a ten-thousandth. */
vi.mock("#src/runtime/compile.ts", async (original) => {
  const { compile } = await original<typeof runtime>();
  return {
    compile: async (...args: Parameters<typeof compile>) => {
      const kernel = await compile(...args);
      return {
        ...kernel,
        run: async (...call: Parameters<typeof kernel.run>) => {
          const { out, lse } = await kernel.run(...call);
          (out as Float32Array)[9]! += 1e-4;
          return { out, lse };
        },
      };
    },
  };
});

gpuDescribe("a wrong element", () => {
  it("is over budget, is named by its place, and makes the exit code 1", async () => {
    const { code, stdout, stderr } = await heed(["verify", "causal.attn", "--shapes", "1,1,1,4,4,4"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout.split("\n").slice(1)).toEqual([
      expect.stringMatching(/^causal {3}1,1,1,4,4,4 +- +1\.0e-4 +\d\.\de-\d +\d+\.\d\d {2}over budget$/),
      expect.stringMatching(/^causal 1,1,1,4,4,4: out\[0, 0, 2, 1\] is -?[\d.]+ and should be -?[\d.]+$/),
      "",
    ]);
  });

  it("is told to programs", async () => {
    const { code, stdout } = await heed(["verify", "causal.attn", "--shapes", "1,1,1,4,4,4", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, results: [{ ok: false, firstBad: { what: "out", index: [0, 0, 2, 1] } }] });
  });
});
