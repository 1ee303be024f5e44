/** @file The frame around the commands: help, version, exit codes, colours, JSON, and what happens when Heed itself fails. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { commandTable } from "#src/cli/command-table.ts";
import { runCli } from "#src/cli/run-cli.ts";
import { capture, heed, inFolder } from "#test/support/cli.ts";

const version = (JSON.parse(readFileSync("package.json", "utf8")) as { version: string }).version;

inFolder({
  "wrong.attn": "attention wrong {\n  mask = q_idx + kv\n}\n",
  "steering.attn": "attention steering {\n  mask = \u001B[31mtrue\n}\n",
  "unproved.attn": "attention unproved {\n  input slope: f32[Hq]\n  score = score + slope[q_idx]\n}\n",
});

it("tells what it is", async () => {
  const { code, stdout, stderr } = await heed(["--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatchInlineSnapshot(`
    "heed compiles attention variants, written in a few lines, into WebGPU kernels.

    Usage: heed COMMAND [FILE…] [OPTIONS]

    Commands:
      list     show the example variants
      new      start a variant from an example
      check    say what is wrong with variants
      compile  turn a variant into a WGSL kernel or a module
      plan     show which blocks a mask leaves to compute
      run      run a variant on tensors from files
      verify   hold kernels against the dense reference
      bench    time kernels, beside other libraries
      tune     find the fastest schedules on this device
      doctor   tell about the GPU adapter and what is missing
      fmt      format .attn files

    Options:
      -h, --help  show this text, or that of a command
      --version   print the version

    Variants are read from .attn and TypeScript files; \`-\` is standard input or output.
    Results go to standard output or -o, diagnostics and progress to standard error.
    Exit codes: 0 ok, 1 the program or its data is wrong, 2 wrong usage, 3 internal error.
    \`heed COMMAND --help\` tells more.
    "
  `);
  expect(await heed(["-h"])).toMatchObject({ code: 0, stdout });
  expect(await heed(["help"])).toMatchObject({ code: 0, stdout });
  expect(await heed([])).toEqual({ code: 2, stdout: "", stderr: stdout });
});

it("tells its version", async () => {
  expect(await heed(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

it("tells how fmt is used", async () => {
  const { code, stdout } = await heed(["fmt", "--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: heed fmt FILE… [--check | --to attn|ts [-o OUT]]

    Formats .attn files in place; comments stay. \`-\` formats standard input to standard output.
    A file with syntax errors is left as it is.

    With --to it writes a file in another form: .attn, TypeScript or Python becomes .attn or TypeScript. What
    was written is read again, and is the same to the compiler. What the file imports is written into it.
    Comments at its head and on lines above an item move along; others are lost.

    Options:
      --check             write nothing; name the files that would change, and exit with 1 if there are any
      --to FORM           write one file as attn or ts, whatever it is in
      -o, --out FILE      where to write what \`--to\` makes (standard output)
      --variant NAME      of a .py file: a mod or generator, or two mods, as alibi+causal
      --input NAME=…      of a .py file: a tensor it uses, as f32[Hq], or a .npy file that has type and dims
      --param NAME=VALUE  of a .py file: a number it uses, and its value by default
      --json              diagnostics, and results where that makes sense, as JSON
      -h, --help          show this text

    Examples:
      heed fmt alibi.attn
      heed fmt --check variants/*.attn
      heed fmt - < alibi.attn
      heed fmt --to ts alibi.attn -o alibi.ts
      heed fmt --to attn mods.py --input slope=f32[Hq]
    "
  `);
  expect((await heed(["help", "fmt"])).stdout).toBe(stdout);
});

it.each(commandTable.map(({ name }) => name))("%s has a help text that fits a terminal, with examples of itself", async (name) => {
  const { code, stdout, stderr } = await heed([name, "--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(new RegExp(`^Usage: heed ${name} `));
  expect(stdout.split("Examples:\n")[1]).toMatch(new RegExp(`^(  heed ${name}\\b.*\n)+$`));
  expect(stdout.split("\n").filter((line) => line.length > 120)).toEqual([]);
});

it("exits with 1 where the program is wrong", async () => {
  expect(await heed(["check", "wrong.attn"])).toEqual({
    code: 1,
    stdout: "",
    stderr: "error[H201]: unknown name `kv`\n --> wrong.attn:2:18\n  |\n2 |   mask = q_idx + kv\n  |                  ^^\n",
  });
});

it("lets no file steer the terminal", async () => {
  const { stderr } = await heed(["check", "steering.attn"]);
  expect(stderr).toBe(
    'error[H101]: the language has no character "\\u001b"\n --> steering.attn:2:10\n  |\n2 |   mask = \uFFFD[31mtrue\n  |          ^\n',
  );
});

it("prints warnings and exits with 0", async () => {
  const { code, stderr } = await heed(["check", "unproved.attn"]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^warning\[W301\]: `q_idx` is not proved to stay inside `slope`/);
});

it("gives the diagnostics of check as its result, and those of others aside, as JSON", async () => {
  const check = await heed(["check", "wrong.attn", "--json"]);
  const at = { file: "wrong.attn", start: { line: 2, column: 18 }, end: { line: 2, column: 20 } };
  const expected = { diagnostics: [{ code: "H201", severity: "error", message: "unknown name `kv`", at, notes: [] }] };
  expect({ ...check, stdout: JSON.parse(check.stdout) as unknown }).toEqual({ code: 1, stderr: "", stdout: expected });
  const compile = await heed(["compile", "wrong.attn", "--head-dim", "16", "--json"]);
  expect({ ...compile, stderr: JSON.parse(compile.stderr) as unknown }).toEqual({ code: 1, stdout: "", stderr: expected });
});

it("has an empty list for nothing", async () => {
  expect(await heed(["check", "--json"])).toMatchObject({ code: 2 });
  expect(JSON.parse((await heed(["check", "unproved.attn", "--json"])).stdout)).toMatchObject({ diagnostics: [{ code: "W301" }] });
});

it("colours on terminals; NO_COLOR keeps it plain, FORCE_COLOR has the last word", async () => {
  const isColoured = async (options: Parameters<typeof heed>[1]): Promise<boolean> =>
    (await heed(["check", "wrong.attn"], options)).stderr.includes("\u001B[");
  expect(await isColoured({})).toBe(false);
  expect(await isColoured({ isTTY: true })).toBe(true);
  expect(await isColoured({ isTTY: true, env: { NO_COLOR: "1" } })).toBe(false);
  expect(await isColoured({ isTTY: true, env: { FORCE_COLOR: "0" } })).toBe(false);
  expect(await isColoured({ env: { NO_COLOR: "1", FORCE_COLOR: "1" } })).toBe(true);
});

it("tells its own failures apart", async () => {
  const run = async (env: Record<string, string>) => {
    const [stdout, stderr] = [capture().stream, capture()];
    stdout.write = () => {
      throw new TypeError("the stream is odd");
    };
    return { code: await runCli(["--version"], { stdout, stderr: stderr.stream, env }), stderr: stderr.text() };
  };
  const text = "internal error: TypeError: the stream is odd\n  this is a mistake of heed, not of yours; HEED_DEBUG=1 shows where\n";
  expect(await run({})).toEqual({ code: 3, stderr: text });
  expect((await run({ HEED_DEBUG: "1" })).stderr).toMatch(/^internal error: TypeError: the stream is odd\n\s+at .*run-cli/);
});
