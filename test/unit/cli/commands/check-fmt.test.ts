/** @file `heed check` and `heed fmt` on files. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { heed, inFolder } from "#test/support/cli.ts";

const tidy = "// kept\nattention full {}\n";

inFolder({
  "lib/masks.attn": 'import { near } from "./near.attn"\n\nattention causal {\n  mask = q_idx >= kv_idx\n}\n',
  "lib/near.attn": "fn near(a: i32, b: i32) = abs(a - b) < 4\n",
  "uses.attn":
    'import { causal } from "lib/masks.attn"\nimport { near } from "./lib/near.attn"\n\nattention uses {\n  mask = causal.mask && near(q_idx, kv_idx)\n}\n',
  "lost.attn": 'import { gone } from "./gone.attn"\n\nattention lost {\n  mask = gone(q_idx)\n}\n',
  "folder.attn": 'import { gone } from "./lib"\n\nattention folder {\n  mask = gone(q_idx)\n}\n',
  "alibi.ts":
    'import { attention, f32 } from "heed";\n\nexport const alibi = attention({\n  name: "alibi",\n  inputs: { slope: f32("Hq") },\n' +
    "  mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx,\n  score: ({ score, h, q_idx, kv_idx }, { slope }) => score + slope(h) * (kv_idx - q_idx),\n});\n",
  "loop.ts":
    'import { attention } from "heed";\n\nexport const loop = attention({\n  name: "loop",\n  mask: ({ q_idx }) => {\n    while (q_idx) {}\n    return true;\n  },\n});\n',
  "tidy.attn": tidy,
  "untidy.attn": "// kept\nattention   full{\n}\n",
  "broken.attn": "attention broken {\n  mask = (q_idx\n}\n",
});

it("is silent where all is well, with imports seen from the importing file", async () => {
  expect(await heed(["check", "uses.attn", "lib/masks.attn", "alibi.ts"])).toEqual({ code: 0, stdout: "", stderr: "" });
});

it("names an import that is not there, and goes on to the next file", async () => {
  const { code, stderr } = await heed(["check", "lost.attn", "nowhere.attn", "folder.attn", "nowhere.ts"]);
  expect(code).toBe(1);
  expect(stderr).toBe(
    `error[H211]: cannot read the import "./gone.attn"
 --> lost.attn:1:1
  |
1 | import { gone } from "./gone.attn"
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: imports are paths relative to this file

error[H701]: \`nowhere.attn\` cannot be read: there is no such file or directory

error[H211]: cannot read the import "./lib"
 --> folder.attn:1:1
  |
1 | import { gone } from "./lib"
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: imports are paths relative to this file

error[H701]: \`nowhere.ts\` cannot be read: there is no such file or directory
`,
  );
});

it("reads TypeScript with the names that the user gave", async () => {
  const { code, stderr } = await heed(["check", "loop.ts"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error\[H401\]: .*\n --> loop\.ts:6:5\n/);
});

it("formats in place, and touches only what changes", async () => {
  const before = statSync("tidy.attn").mtimeMs;
  writeFileSync("copy.attn", readFileSync("untidy.attn"));
  expect(await heed(["fmt", "tidy.attn", "copy.attn"])).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(readFileSync("copy.attn", "utf8")).toBe(tidy);
  expect(statSync("tidy.attn").mtimeMs).toBe(before);
});

it("tells with --check what it would change, and changes nothing", async () => {
  const before = readFileSync("untidy.attn", "utf8");
  expect(await heed(["fmt", "--check", "tidy.attn", "untidy.attn"])).toEqual({ code: 1, stdout: "untidy.attn\n", stderr: "" });
  expect(readFileSync("untidy.attn", "utf8")).toBe(before);
  expect(await heed(["fmt", "--check", "tidy.attn"])).toEqual({ code: 0, stdout: "", stderr: "" });
});

it("leaves a file with mistakes as it is", async () => {
  const { code, stderr } = await heed(["fmt", "broken.attn"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error\[H105\]/);
  expect(readFileSync("broken.attn", "utf8")).toBe("attention broken {\n  mask = (q_idx\n}\n");
});

describe("fmt --to", () => {
  const attn =
    "// Distance.\nattention alibi {\n  input slope: f32[Hq]\n  mask = q_idx >= kv_idx\n  score = score + slope[h] * (kv_idx - q_idx)\n}\n";

  it("writes .attn as TypeScript and back", async () => {
    writeFileSync("there.attn", attn);
    expect(await heed(["fmt", "--to", "ts", "there.attn", "-o", "there.ts"])).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync("there.ts", "utf8")).toBe(`// Distance.
import { attention, f32 } from "heed";

export const alibi = attention({
  name: "alibi",
  inputs: { slope: f32("Hq") },
  mask: ({ q_idx, kv_idx }) => q_idx >= kv_idx,
  score: ({ score, h, q_idx, kv_idx }, { slope }) => score + slope(h) * (kv_idx - q_idx),
});
`);
    expect(await heed(["fmt", "--to", "attn", "there.ts"])).toEqual({ code: 0, stdout: attn, stderr: "" });
    expect(await heed(["fmt", "--to", "attn", "there.attn"])).toEqual({ code: 0, stdout: attn, stderr: "" });
  });

  it("writes what is imported into the file", async () => {
    const { code, stdout } = await heed(["fmt", "--to", "ts", "uses.attn"]);
    expect(code).toBe(0);
    expect(stdout).toContain("const near = (a: number, b: number): boolean => Math.abs(a - b) < 4;\n");
    expect(stdout).toContain("return causal.mask(at, values) && near(q_idx, kv_idx);\n");
  });

  it("writes Python as either", async () => {
    writeFileSync("near.py", "def near(b, h, q_idx, kv_idx):\n    return abs(q_idx - kv_idx) // 2 <= 8\n");
    const { stdout } = await heed(["fmt", "--to", "attn", "near.py"]);
    expect(stdout).toBe("attention near {\n  mask = div(abs(q_idx - kv_idx), 2) <= 8\n}\n");
    expect((await heed(["fmt", "--to", "ts", "near.py"])).stdout).toContain("mask: ({ q_idx, kv_idx }) => div(Math.abs(q_idx - kv_idx), 2) <= 8,\n");
  });

  it("writes a mod of Python with what it captures", async () => {
    writeFileSync(
      "mods.py",
      "def alibi(score, b, h, q_idx, kv_idx):\n    return score + slope[h] * (kv_idx - q_idx)\ndef near(b, h, q_idx, kv_idx):\n    return q_idx - kv_idx < window\n",
    );
    const args = ["fmt", "--to", "attn", "mods.py", "--variant", "alibi+near", "--input", "slope=f32[Hq]", "--param", "window=64"];
    const { code, stdout, stderr } = await heed(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ {2}input slope: f32\[Hq\]$/m);
    expect(stdout).toMatch(/^ {2}param window: i32 = 64$/m);
    expect(stdout).toMatch(/^ {2}mask = q_idx - kv_idx < window$/m);
  });

  it("writes nothing of a file with mistakes", async () => {
    const { code, stdout, stderr } = await heed(["fmt", "--to", "ts", "broken.attn"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error\[H105\]/);
  });
});
