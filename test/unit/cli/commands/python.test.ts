/** @file `.py` files on the command line: mods by their names, and what is said of the names that they use. */
import { expect, it } from "vitest";
import { encodeNpy } from "#src/node/files/npy.ts";
import { heed, inFolder } from "#test/support/cli.ts";

const mods = `def alibi(score, b, h, q_idx, kv_idx):
    return score + slope[h] * (kv_idx - q_idx)

def causal(b, h, q_idx, kv_idx):
    return q_idx >= kv_idx

def sliding_window(size: int = 256):
    return lambda b, h, q_idx, kv_idx: q_idx - kv_idx <= size

near = and_masks(causal, lambda b, h, q_idx, kv_idx: q_idx - kv_idx < reach)
`;

inFolder({
  "mods.py": mods,
  "slope.npy": encodeNpy({ type: "f32", shape: [8], data: new Float32Array(8) }),
  "ids.npy": encodeNpy({ type: "i32", shape: [64], data: Int32Array.from({ length: 64 }, (_, i) => i >> 5) }),
  "document.py": "def mask_mod(b, h, q_idx, kv_idx):\n    return doc[q_idx] == doc[kv_idx]\n",
});

const ir = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await heed(["compile", "mods.py", "--emit", "ir", ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
};

it("compiles a mod, a generator, and two mods together", async () => {
  expect(await ir("--variant", "causal")).toContain("variant causal {");
  expect(await ir("--variant", "sliding_window")).toContain("param size: i32 = 256");
  expect(await ir("--variant", "sliding_window", "--param", "size=9")).toContain("param size: i32 = 9");
  expect(await ir("--variant", "alibi+causal", "--input", "slope=f32[Hq]")).toMatch(/^variant alibi_causal \{\n {2}input slope: f32\[Hq\]/);
  expect(await ir("--variant", "near", "--param", "reach=9.5")).toContain("param reach: f32 = 9.5");
});

it("takes type and dims from a file", async () => {
  const { stdout, stderr } = await heed(["compile", "mods.py", "--variant", "alibi", "--emit", "ir", "--input", "slope=slope.npy"]);
  expect(stdout).toContain("input slope: f32[8]");
  expect(stderr).toMatch(/^warning\[W301\]: `h` is not proved to stay inside `slope`/);
});

it("plans with tensors and params under the names that the mods use", async () => {
  const sizes = ["--q-len", "64", "--kv-len", "64", "--block", "32", "--format", "json"];
  const document = await heed(["plan", "document.py", ...sizes, "--heads", "1", "--input", "doc=ids.npy"]);
  expect(JSON.parse(document.stdout)).toMatchObject({ full: 2, partial: 0, empty: 2 });
  const near = await heed(["plan", "mods.py", "--variant", "near", ...sizes, "--heads", "1", "--param", "reach=8"]);
  expect(JSON.parse(near.stdout)).toMatchObject({ full: 0, partial: 3, empty: 1 });
});

it("checks all mods of a file, and says which are not there", async () => {
  expect(await heed(["check", "mods.py", "--input", "slope=f32[Hq]", "--param", "reach=8"])).toEqual({ code: 0, stdout: "", stderr: "" });
  expect((await heed(["check", "mods.py"])).stderr).toMatch(/^error\[H920\]: `slope` is not known here/);
  expect((await heed(["compile", "mods.py", "--head-dim", "16", "--variant", "casual"])).stderr).toContain("did you mean `causal`?");
  const dims = await heed(["check", "mods.py", "--input", "slope=f32[Hq;]"]);
  expect(dims).toMatchObject({ code: 2, stderr: expect.stringContaining("error[H807]: `--input slope` is") as string });
});
