/** @file `heed run`: tensors from files to results in a file, by the reference and on the device. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromAttn } from "#src/frontend/index.ts";
import { decodeHalf, encodeHalf } from "#src/ir/tensor.ts";
import { readTensors } from "#src/node/files/input.ts";
import { encodeNpy } from "#src/node/files/npy.ts";
import { encodeSafetensors } from "#src/node/files/safetensors.ts";
import type { FileTensor } from "#src/node/files/tensor.ts";
import { compareWithBudget, rowBudgets } from "#src/reference/budget.ts";
import { heed, inFolder } from "#test/support/cli.ts";
import { gpuDescribe, hasF16 } from "#test/support/device.ts";

const text =
  "attention sloped {\n  param reach: i32 = 9\n  input slope: f32[Hq]\n  mask = q_idx - kv_idx < reach\n  score = score + slope[h] * f32(kv_idx)\n}\n";
const sizes = { B: 1, Hq: 2, Hkv: 1, Sq: 5, Skv: 9, D: 8, Dv: 4 };

function wave(shape: readonly number[], phase: number): FileTensor {
  const length = shape.reduce((a, b) => a * b, 1);
  return { type: "f32", shape, data: Float32Array.from({ length }, (_, i) => Math.sin(1.3 * i + phase)) };
}

const half = ({ shape, data }: FileTensor): FileTensor => ({ type: "f16", shape, data: Uint16Array.from(data, encodeHalf) });

const q = wave([1, 2, 5, 8], 1);
const k = wave([1, 1, 9, 8], 2);
const v = wave([1, 1, 9, 4], 3);
const slope = wave([2], 4);
const problem = { sizes, q: q.data, k: k.data, v: v.data, inputs: new Map([["slope", slope]]), scalars: { reach: 3 } };
const [variant] = fromAttn(text);
const budgets = rowBudgets(variant!, problem);

inFolder({
  "sloped.attn": text,
  "q.npy": encodeNpy(q),
  "k.npy": encodeNpy(k),
  "v.npy": encodeNpy(v),
  "slope.npy": encodeNpy(slope),
  "half.npy": encodeNpy(half(slope)),
  "whole.npy": encodeNpy({ type: "i32", shape: [2], data: new Int32Array(2) }),
  "short.npy": encodeNpy(wave([1, 1, 8, 4], 3)),
  "flat.npy": encodeNpy(wave([5, 8], 1)),
  "thin.npy": encodeNpy(wave([1, 2, 5, 6], 1)),
  "all.safetensors": encodeSafetensors(
    new Map([
      ["q", q],
      ["k", k],
      ["v", v],
      ["slope", slope],
      ["golden.out", slope],
    ]),
  ),
  "half.safetensors": encodeSafetensors(
    new Map([
      ["q", half(q)],
      ["k", half(k)],
      ["v", half(v)],
      ["slope", slope],
    ]),
  ),
  "more.safetensors": encodeSafetensors(
    new Map([
      ["q", q],
      ["k", k],
      ["v", v],
      ["slop", slope],
    ]),
  ),
  "zip.safetensors": "PK\u0003\u0004 not tensors",
  "out.old": "old",
});

const separate = ["--q", "q.npy", "--k", "k.npy", "--v", "v.npy", "--input", "slope=slope.npy", "--param", "reach=3"];
const together = ["--tensors", "all.safetensors", "--param", "reach=3"];
const run = (...args: string[]) => heed(["run", "sloped.attn", ...args]);

async function written(path: string): Promise<{ out: FileTensor; lse: FileTensor }> {
  const { out, lse } = Object.fromEntries(await readTensors(path));
  return { out: out!, lse: lse! };
}

describe("the reference", () => {
  const reference = ["--device", "reference"];

  it("runs on separate files", async () => {
    expect(await run(...separate, ...reference, "-o", "out.safetensors")).toEqual({
      code: 0,
      stdout: "",
      stderr: "wrote out.safetensors: out f32[1, 2, 5, 4], lse f32[1, 2, 5]\n",
    });
    const { out, lse } = await written("out.safetensors");
    expect(out).toMatchObject({ type: "f32", shape: [1, 2, 5, 4], data: Float32Array.from(budgets.exact.out) });
    expect(lse).toMatchObject({ type: "f32", shape: [1, 2, 5], data: Float32Array.from(budgets.exact.lse) });
  });

  it("gives the same bytes from one file with all tensors, other golden names left alone", async () => {
    expect((await run(...together, ...reference, "-o", "again.safetensors")).code).toBe(0);
    expect(readFileSync("again.safetensors").equals(readFileSync("out.safetensors"))).toBe(true);
  });

  it("tells programs what it wrote", async () => {
    const { stdout, stderr } = await run(...together, ...reference, "-o", "json.safetensors", "--json");
    expect(stderr).toBe("");
    expect(stdout).toBe(
      '{"file":"json.safetensors","tensors":[{"name":"out","type":"f32","shape":[1,2,5,4]},{"name":"lse","type":"f32","shape":[1,2,5]}]}\n',
    );
  });

  it("takes f16 from the file, or from --dtype", async () => {
    expect((await run("--tensors", "half.safetensors", ...reference, "-o", "f16.safetensors")).stderr).toContain("out f16[1, 2, 5, 4], lse f32");
    expect((await run(...together, "--dtype", "f16", ...reference, "-o", "f16.safetensors")).stderr).toContain("out f16[1, 2, 5, 4], lse f32");
    expect((await run("--tensors", "half.safetensors", "--dtype", "f32", ...reference, "-o", "f32.safetensors")).stderr).toContain("out f32");
  });

  it("brings tensors to the declared type where that loses nothing they mean", async () => {
    expect((await run(...separate.with(7, "slope=half.npy"), ...reference, "-o", "x.safetensors")).code).toBe(0);
    expect((await run(...separate.with(7, "slope=whole.npy"), ...reference, "-o", "x.safetensors")).code).toBe(0);
  });

  it.each<readonly [name: string, args: readonly string[], text: string]>([
    ["a missing input", separate.toSpliced(6, 2), "error[H501]: the f32 tensor `slope` is missing"],
    ["lengths that differ", separate.with(5, "short.npy"), "error[H505]: `Skv` is 9 by `k.npy` and 8 by `short.npy`"],
    ["head dims that differ", separate.with(1, "thin.npy"), "error[H505]: `D` is 6 by `thin.npy` and 8 by `k.npy`"],
    ["a wrong rank", separate.with(1, "flat.npy"), "error[H502]: `flat.npy` has rank 4 and is given shape [5, 8]"],
    ["an unknown tensor", ["--tensors", "more.safetensors"], "error[H511]: there is no tensor `slop`\n  = help: known tensors: slope"],
    [
      "a file of another kind",
      ["--tensors", "zip.safetensors"],
      "error[H704]: `zip.safetensors` is neither a `.npy` nor a `.safetensors` file\n  = help: a `.npz` or `.pt` archive is not read; save each tensor with `numpy.save`",
    ],
    [
      "integers for queries",
      separate.with(1, "whole.npy"),
      "error[H504]: `q` is f32 or f16 and is given as i32\n  = help: give it as a tensor of floats",
    ],
    ["a bad param", separate.with(9, "reach=0.5"), "error[H509]: the param `reach` is 0.5 and must be a whole number of 32 bits"],
  ])("refuses %s and leaves the output as it was", async (_, args, message) => {
    expect(await run(...args, ...reference, "-o", "out.old")).toEqual({ code: 1, stdout: "", stderr: `${message}\n` });
    expect(readFileSync("out.old", "utf8")).toBe("old");
  });

  it("says where it cannot write", async () => {
    const { code, stderr } = await run(...together, ...reference, "-o", "nowhere/out.safetensors");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "error[H705]: `nowhere/out.safetensors` cannot be written: its directory does not exist\n" });
    expect(existsSync("nowhere")).toBe(false);
  });
});

gpuDescribe("the device", () => {
  it("agrees with the reference within the budget", async () => {
    expect(await run(...separate, "-o", "gpu.safetensors")).toMatchObject({ code: 0, stdout: "" });
    const { out, lse } = await written("gpu.safetensors");
    expect(compareWithBudget({ out: out.data, lse: lse.data }, budgets)).toMatchObject({ ok: true });
  });

  it("takes another scale and another block", async () => {
    expect((await run(...together, "--scale", "0.5", "--block", "16x32", "-o", "scaled.safetensors")).code).toBe(0);
    const { out, lse } = await written("scaled.safetensors");
    expect(compareWithBudget({ out: out.data, lse: lse.data }, rowBudgets(variant!, { ...problem, scale: 0.5 })).ok).toBe(true);
  });

  it("stores f16 where the adapter can, and names the feature where it cannot", async () => {
    const { code, stderr } = await run("--tensors", "half.safetensors", "--param", "reach=3", "-o", "gpu16.safetensors");
    if (!hasF16) return expect({ code, first: stderr.split("\n")[0] }).toEqual({ code: 1, first: "error[H605]: the adapter lacks `shader-f16`" });
    const { out, lse } = await written("gpu16.safetensors");
    const decode = (tensor: FileTensor): Float32Array => Float32Array.from(tensor.data, (bits) => decodeHalf(bits));
    const stored = { ...problem, q: decode(half(q)), k: decode(half(k)), v: decode(half(v)) };
    expect(compareWithBudget({ out: decode(out), lse: lse.data }, rowBudgets(variant!, stored, "f16")).ok).toBe(true);
  });
});
