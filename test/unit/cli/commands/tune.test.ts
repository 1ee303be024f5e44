/** @file `heed tune` on the device, on shapes so small that kernels are made quickly; and what takes the tuning. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Tuning } from "#codegen/tuning.ts";
import { openDevice } from "#src/node/dawn.ts";
import { compile } from "#src/runtime/compile.ts";
import { variantOf } from "#test/support/attention-data.ts";
import { heed, inFolder } from "#test/support/cli.ts";
import { gpuDescribe } from "#test/support/device.ts";

const text = "attention causal {\n  mask = q_idx >= kv_idx\n}\n";
inFolder({ "causal.attn": text, "broken.json": "{", "none.json": "{}" });

gpuDescribe("tune", () => {
  it("writes a tuning that compile takes", async () => {
    const shapes = ["--shapes", "1,1,1,80,80,4", "--shapes", "1,2,1,1,16,4", "--shapes", "1,2,1,1,40,4"];
    const { code, stdout, stderr } = await heed(["tune", "causal.attn", ...shapes, "--budget", "3", "--repeat", "3", "-o", "tuned.json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^causal prefill 1,1,1,80,80,4 f32, blocks of 64 x 64$/m);
    expect(stdout).toMatch(/^causal decode 1,2,1,1,16,4 1,2,1,1,40,4 f32, blocks of 64 x 64$/m);
    expect(stdout.match(/^r\d+ l\d+ .* (taken|default, kept)$/gm)).toHaveLength(2);
    const tuning = JSON.parse(readFileSync("tuned.json", "utf8")) as Tuning;
    // The command has closed the devices of this process.
    const device = await openDevice();
    const { vendor, architecture } = device.adapterInfo;
    expect(tuning).toMatchObject({
      format: "heed-tuning-1",
      adapter: { vendor, architecture },
      entries: [
        { variant: "causal", phase: "prefill", D: 4, Dv: 4, dtype: "f32", block: [64, 64], shapes: ["1,1,1,80,80,4"] },
        { variant: "causal", phase: "decode", headsPerKvHead: 2, shapes: ["1,2,1,1,16,4", "1,2,1,1,40,4"] },
      ],
    });
    expect(tuning.entries.every(({ ms, defaultMs }) => ms > 0 && defaultMs > 0)).toBe(true);
    // Schedules that no family would choose here, so that it shows whose they are.
    const [prefill, decode] = tuning.entries.map(({ schedule }) => ({ ...schedule, keys: 1, rowsPerLane: 1, stagedKeys: schedule.stagedKeys && 3 }));
    const changed = {
      ...tuning,
      entries: [
        { ...tuning.entries[0]!, schedule: prefill! },
        { ...tuning.entries[1]!, schedule: decode! },
      ],
    };
    const kernel = await compile(variantOf(text), { device, Hq: 2, Hkv: 1, D: 4, tuning: changed });
    expect(kernel.manifest.schedule).toEqual(prefill);
  });

  it("has it taken by the commands that run kernels", async () => {
    const shapes = ["--shapes", "1,2,1,20,20,4", "--shapes", "1,2,1,1,16,4"];
    expect(await heed(["verify", "causal.attn", ...shapes, "--tuning", "tuned.json"])).toMatchObject({ code: 0, stderr: "" });
    const { entries, ...head } = JSON.parse(readFileSync("tuned.json", "utf8")) as Tuning;
    const uneven = entries.map((entry) => ({ ...entry, schedule: { ...entry.schedule, workgroupSize: 4096 } }));
    writeFileSync("uneven.json", JSON.stringify({ ...head, entries: uneven.slice(0, 1) }));
    const unfit = await heed(["verify", "causal.attn", "--shapes", "1,2,1,20,20,4", "--tuning", "uneven.json"]);
    expect(unfit.code).toBe(0);
    expect(unfit.stderr).toMatch(/^warning\[W743\]: the schedule of `entries\[0\]` of `uneven.json` cannot run here, and is not taken: 4096 inv/);
    const elsewhere = JSON.stringify({
      format: "heed-tuning-1",
      adapter: { vendor: "acme", architecture: "", device: "", description: "" },
      entries: [],
    });
    writeFileSync("elsewhere.json", elsewhere);
    const { code, stderr } = await heed(["verify", "causal.attn", "--shapes", "1,2,1,1,16,4", "--tuning", "elsewhere.json"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning\[W741\]: `elsewhere.json` was tuned on `acme`, and this is `.+`: its schedules are not taken\n/);
  });

  it("tells programs what was timed", async () => {
    const { code, stdout } = await heed(["tune", "causal.attn", "--shapes", "1,2,1,1,16,4", "--budget", "1", "--repeat", "2", "--json"]);
    expect(code).toBe(0);
    const { adapter, results } = JSON.parse(stdout) as { adapter: object; results: { timed: { ms: { median: number } }[] }[] };
    expect(Object.keys(adapter)).toEqual(["vendor", "architecture", "device", "description"]);
    expect(results).toMatchObject([{ variant: "causal", phase: "decode", clock: expect.stringMatching(/^(timestamps|wall)$/) as string }]);
    expect(results[0]!.timed.every(({ ms }) => ms.median > 0)).toBe(true);
  });

  it("refuses a tuning that is none", async () => {
    const run = (file: string) => heed(["verify", "causal.attn", "--shapes", "1,1,1,8,8,4", "--tuning", file]);
    expect(await run("broken.json")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^error\[H740\]: `broken.json` is not JSON: /) as string,
    });
    expect(await run("none.json")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error\[H526\]: `format` of the tuning is missing /) as string,
    });
  });
});
