/** @file `heed plan`: the picture and the JSON as they are, and what it asks for. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { encodeNpy } from "#src/node/files/npy.ts";
import { heed, inFolder } from "#test/support/cli.ts";

const ids = Int32Array.from({ length: 64 }, (_, i) => Math.floor(i / 24));

inFolder({
  "causal.attn": "attention causal {\n  mask = q_idx >= kv_idx\n}\n",
  "window.attn": "attention window {\n  param reach: i32 = 16\n  mask = abs(q_idx - kv_idx) <= reach\n}\n",
  "document.attn":
    "attention document {\n  input ids: i32[T]\n  input bias: f32[Hq]\n  mask = ids[q_idx] == ids[kv_idx] && q_idx < T\n  score = score + bias[h]\n}\n",
  "ids.npy": encodeNpy({ type: "i32", shape: [64], data: ids }),
  "square.npy": encodeNpy({ type: "i32", shape: [8, 8], data: ids }),
});

it("draws the blocks", async () => {
  const { code, stdout, stderr } = await heed(["plan", "causal.attn", "--q-len", "100", "--kv-len", "160", "--block", "32", "--heads", "2"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatchInlineSnapshot(`
    "causal
    4 × 5 blocks of 32 × 32
    ┌──────────┐
    │░░        │
    │██░░      │
    │████░░    │
    │░░░░░░░░  │
    └──────────┘
    ██ full 6   ░░ partial 14   empty 20   density 50 %
    "
  `);
});

it("gives counts and runs as JSON", async () => {
  const args = ["plan", "causal.attn", "--q-len", "100", "--kv-len", "64", "--block", "32x64", "--heads", "2", "--batch", "3"];
  const { code, stdout } = await heed([...args, "--format", "json"]);
  expect(code).toBe(0);
  expect(stdout).toBe(
    '{"block":[32,64],"q_len":100,"kv_len":64,"full":6,"partial":18,"empty":0,"density":1,' +
      '"rows":[{"runs":[[[0,1,"partial"]],[[0,1,"partial"]],[[0,1,"full"]],[[0,1,"partial"]]]}]}\n',
  );
  expect((await heed([...args, "--json"])).stdout).toBe(stdout);
});

it("writes SVG to a file", async () => {
  const { code, stdout } = await heed(["plan", "causal.attn", "--q-len", "64", "--kv-len", "64", "--format", "svg", "-o", "plan.svg"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(readFileSync("plan.svg", "utf8")).toMatch(/^<svg [^]*>causal<[^]*<\/svg>\n$/);
});

const counts = async (...args: string[]): Promise<object> => {
  const { full, partial, empty } = JSON.parse((await heed(["plan", ...args, "--json"])).stdout) as Record<string, number>;
  return { full, partial, empty };
};

it("takes params", async () => {
  const args = ["window.attn", "--q-len", "64", "--kv-len", "64", "--block", "16", "--heads", "1"];
  expect(await counts(...args)).toEqual({ full: 4, partial: 6, empty: 6 });
  expect(await counts(...args, "--param", "reach=0")).toEqual({ full: 0, partial: 4, empty: 12 });
});

it("takes the tensors that the mask reads, and no others", async () => {
  const args = ["document.attn", "--q-len", "64", "--kv-len", "64", "--block", "16", "--heads", "1"];
  expect(await counts(...args, "--input", "ids=ids.npy")).toEqual({ full: 3, partial: 5, empty: 8 });
  expect(await heed(["plan", ...args])).toEqual({
    code: 1,
    stdout: "",
    stderr: "error[H501]: the i32 tensor `ids` is missing\n",
  });
});

it.each([
  ["--input ids=ids.npy --input idz=ids.npy", "error[H511]: there is no tensor `idz`\n  = help: known tensors: ids, bias"],
  ["--input ids=square.npy", "error[H502]: `ids` has rank 1 and is given shape [8, 8]"],
  ["--input ids=gone.npy", "error[H701]: `gone.npy` cannot be read: there is no such file or directory"],
  ["--input ids=ids.npy --heads 3/2", "error[H506]: 3 query heads cannot share 2 key/value heads\n  = help: Hq must be a multiple of Hkv"],
  ["--input ids=ids.npy --param w=1", "error[H510]: there is no param `w`\n  = help: known params: none"],
])("refuses %s", async (args, text) => {
  const { code, stderr } = await heed(["plan", "document.attn", "--q-len", "64", "--kv-len", "64", ...args.split(" ")]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: `${text}\n` });
});

it("plans a million block rows, and refuses what no kernel could index", async () => {
  const longest = String(2 ** 27);
  const { code, stdout } = await heed(["plan", "causal.attn", "--q-len", longest, "--kv-len", longest, "--heads", "1"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^██ full 549755289600 {3}░░ partial 1048576 {3}empty 549755289600 {3}density 50 %$/m);
  const { stderr } = await heed(["plan", "causal.attn", "--q-len", "8", "--kv-len", String(2 ** 27 + 1)]);
  expect(stderr).toBe("error[H508]: the size `Skv` is 134217729 and must be a whole number from 1 to 134217728\n");
});

it("refuses a param that is no number of its type", async () => {
  const { code, stderr } = await heed(["plan", "window.attn", "--q-len", "64", "--kv-len", "64", "--param", "reach=nan"]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "error[H509]: the param `reach` is NaN and must be a whole number of 32 bits\n" });
});
