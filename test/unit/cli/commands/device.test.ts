/** @file `heed verify` and `heed doctor`, which need a device, and what they say without one. */
import { expect, it } from "vitest";
import { heed, inFolder } from "#test/support/cli.ts";
import { gpuDescribe } from "#test/support/device.ts";

inFolder({
  "window.attn":
    "attention window {\n  param reach: i32 = 16\n  input bias: f32[Hq, R]\n  mask = abs(q_idx - kv_idx) < reach\n  score = score + bias[h, clamp(q_idx - kv_idx, 0, R - 1)]\n}\n",
  "plain.ts": 'import { attention } from "heed";\nexport const plain = attention({ name: "plain" });\n',
});

gpuDescribe("verify", () => {
  it("holds every variant on every shape against the reference", async () => {
    const { code, stdout, stderr } = await heed(["verify", "window.attn", "plain.ts", "--seed", "3"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^variant {2}shape +params +error +budget +ratio {2}verdict$/);
    expect(lines.slice(1).map((line) => line.replace(/ .*/, ""))).toEqual([...Array(5).fill("window"), ...Array(5).fill("plain")]);
    expect(lines.slice(1).every((line) => line.endsWith("  ok"))).toBe(true);
  });

  it("tells programs the same", async () => {
    const args = ["verify", "window.attn", "--shapes", "1,2,1,20,9,4,3", "--param", "reach=5", "--json"];
    const { code, stdout } = await heed(args);
    expect(code).toBe(0);
    const expected = { file: "window.attn", variant: "window", B: 1, Hq: 2, Hkv: 1, Sq: 20, Skv: 9, D: 4, Dv: 3, params: { reach: 5 }, ok: true };
    expect(JSON.parse(stdout)).toMatchObject({ dtype: "f32", seed: 1, ok: true, results: [expected] });
    expect((await heed(args)).stdout).toBe(stdout);
  });
});

gpuDescribe("doctor", () => {
  it("tells about the adapter", async () => {
    const { code, stdout, stderr } = await heed(["doctor"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^adapter +\S/m);
    expect(stdout).toMatch(/^f16 kernels +(yes|no)/m);
    expect(stdout).toMatch(/^maxComputeWorkgroupStorageSize +\d+$/m);
    expect(JSON.parse((await heed(["doctor", "--json"])).stdout)).toMatchObject({
      node: process.versions.node,
      adapter: { environment: expect.any(String) as string },
    });
  });
});

it("says what an adapter's name can be", async () => {
  const before = { ...process.env };
  delete process.env["HEED_ADAPTER_CHOSEN"];
  process.env["HEED_ADAPTER"] = "voodoo";
  try {
    expect(await heed(["doctor"])).toEqual({
      code: 1,
      stdout: "",
      stderr: "error[H604]: HEED_ADAPTER names no adapter: `voodoo`\n  = help: use one of system, swiftshader, lavapipe, or leave it unset\n",
    });
  } finally {
    Object.assign(process.env, before);
    if (before["HEED_ADAPTER"] === undefined) delete process.env["HEED_ADAPTER"];
  }
});
