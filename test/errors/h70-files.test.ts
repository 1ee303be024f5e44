/** @file H701 to H709 and H742: files that cannot be read or written, or are not what is needed, by their whole rendered text. */
import { mkdir, mkdtemp, open, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { collect, readBytes, readTensorFile, readTensors } from "#src/node/files/input.ts";
import { encodeNpy, parseNpy } from "#src/node/files/npy.ts";
import { createOutput, writeOutput } from "#src/node/files/output.ts";
import { encodeSafetensors, parseSafetensors } from "#src/node/files/safetensors.ts";
import type { FileTensor } from "#src/node/files/tensor.ts";
import { rendered } from "#test/support/safetensors-fixtures.ts";

const one: FileTensor = { type: "bool", shape: [], data: Uint8Array.of(1) };

let room = "";
const at = (name: string) => join(room, name);

/** The rendered diagnostic, without the directory that is another at every run. */
const told = async (action: () => unknown) => (await rendered(action)).replaceAll(`${room}/`, "");

const readOf = async (name: string, bytes: Uint8Array | string, read: (path: string) => Promise<unknown>) => {
  await writeFile(at(name), bytes);
  return told(() => read(at(name)));
};

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), "heed-h70-"));
  await mkdir(at("folder"));
  await writeFile(at("file"), "");
  await symlink("circle", at("circle"));
});
afterAll(() => rm(room, { recursive: true }));

test("H701: a file that cannot be read", async () => {
  expect(await told(() => readBytes(at("none.npy")))).toBe("error[H701]: `none.npy` cannot be read: there is no such file or directory");
  expect(await told(() => readBytes(at("folder")))).toBe("error[H701]: `folder` cannot be read: it is a directory");
  expect(await told(() => readBytes(at("file/q.npy")))).toBe("error[H701]: `file/q.npy` cannot be read: a part of its path is not a directory");
  expect(await told(() => readBytes(at("circle")))).toBe("error[H701]: `circle` cannot be read: its symbolic links go in a circle");
});

test("H702: more than one buffer holds", async () => {
  const handle = await open(at("huge.npy"), "w");
  await handle.truncate(3 * 2 ** 30);
  await handle.close();
  expect(await told(() => readBytes(at("huge.npy")))).toBe(
    [
      "error[H702]: `huge.npy` has 3221225472 bytes, and at most 2147483647 can be read",
      "  = help: split the tensors, for example by batch or head",
    ].join("\n"),
  );
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) yield new Uint8Array(64);
  }
  expect(await told(() => collect(endless(), "<stdin>", 1000))).toBe(
    [
      "error[H702]: `<stdin>` has more than 1000 bytes, and at most 1000 can be read",
      "  = help: split the tensors, for example by batch or head",
    ].join("\n"),
  );
});

test("H703: an empty file", async () => {
  expect(await readOf("empty.npy", "", readTensorFile)).toBe("error[H703]: `empty.npy` is empty");
  expect(await readOf("empty.safetensors", "", readTensors)).toBe("error[H703]: `empty.safetensors` is empty");
  expect(await told(() => parseNpy(new Uint8Array(), "q.npy"))).toBe("error[H703]: `q.npy` is empty");
  expect(await told(() => parseSafetensors(new Uint8Array(), "t.safetensors"))).toBe("error[H703]: `t.safetensors` is empty");
});

test("H704: neither format", async () => {
  expect(await readOf("notes.txt", "some words", readTensorFile)).toBe(
    ["error[H704]: `notes.txt` is neither a `.npy` nor a `.safetensors` file", "  = help: save tensors with `numpy.save` or `safetensors`"].join(
      "\n",
    ),
  );
  expect(await readOf("all.npz", "PK\u0003\u0004 and so on", readTensors)).toBe(
    [
      "error[H704]: `all.npz` is neither a `.npy` nor a `.safetensors` file",
      "  = help: a `.npz` or `.pt` archive is not read; save each tensor with `numpy.save`",
    ].join("\n"),
  );
});

test("H705: a file that cannot be written", async () => {
  expect(await told(() => writeOutput(at("none/out.npy"), "x"))).toBe("error[H705]: `none/out.npy` cannot be written: its directory does not exist");
  expect(await told(() => writeOutput(at("folder"), "x"))).toBe("error[H705]: `folder` cannot be written: it is a directory");
  expect(await told(() => writeOutput(at("new/"), "x"))).toBe("error[H705]: `new/` cannot be written: it is a directory");
  expect(await told(() => writeOutput(at("file/out.npy"), "x"))).toBe(
    "error[H705]: `file/out.npy` cannot be written: a part of its path is not a directory",
  );
  expect(await told(() => writeOutput(at("circle"), "x"))).toBe("error[H705]: `circle` cannot be written: its symbolic links go in a circle");
});

test("H742: a file that is not to be overwritten", async () => {
  const said = "is there already, and is not overwritten\n  = help: choose another name, or another folder with `--out`";
  expect(await told(() => createOutput(at("file"), "x"))).toBe(`error[H742]: \`file\` ${said}`);
  expect(await told(() => createOutput(at("circle"), "x"))).toBe(`error[H742]: \`circle\` ${said}`);
  expect(await told(() => createOutput(at("none/new.attn"), "x"))).toBe(
    "error[H705]: `none/new.attn` cannot be written: its directory does not exist",
  );
});

test("H706: one tensor is needed", async () => {
  expect(await readOf("none.safetensors", encodeSafetensors(new Map()), readTensorFile)).toBe(
    [
      "error[H706]: `none.safetensors` holds 0 tensors where one is needed",
      "  = help: give it in a file of its own, or pass the whole file with `--tensors`",
    ].join("\n"),
  );
  const two = new Map(Object.entries({ q: one, k: one }));
  expect(await readOf("two.safetensors", encodeSafetensors(two), readTensorFile)).toBe(
    [
      "error[H706]: `two.safetensors` holds 2 tensors where one is needed",
      "  = note: it holds `q`, `k`",
      "  = help: give it in a file of its own, or pass the whole file with `--tensors`",
    ].join("\n"),
  );
  const many = new Map(Array.from({ length: 9 }, (_, index) => [`t${index}`, one] as const));
  expect(await readOf("many.safetensors", encodeSafetensors(many), readTensorFile)).toBe(
    [
      "error[H706]: `many.safetensors` holds 9 tensors where one is needed",
      "  = note: it holds `t0`, `t1`, `t2`, `t3`, `t4`, `t5`, `t6`, `t7`, …",
      "  = help: give it in a file of its own, or pass the whole file with `--tensors`",
    ].join("\n"),
  );
});

test("H707: names are needed", async () => {
  expect(await readOf("q.npy", encodeNpy(one), readTensors)).toBe(
    [
      "error[H707]: `q.npy` is a `.npy` file, whose one tensor has no name",
      "  = help: pass it by name, as in `--q q.npy` or `--input bias=bias.npy`",
    ].join("\n"),
  );
});

test("H708: a name the format keeps", async () => {
  expect(await told(() => encodeSafetensors(new Map([["__metadata__", one]])))).toBe(
    ["error[H708]: a tensor named `__metadata__` cannot be written to a `.safetensors` file", "  = help: the format keeps this name for itself"].join(
      "\n",
    ),
  );
});

test("H709: a file that ends in its first bytes", async () => {
  const npy = encodeNpy(one);
  expect(await told(() => parseNpy(npy.subarray(0, 9), "q.npy"))).toBe(
    "error[H709]: `q.npy` breaks off: a `.npy` file begins with 10 bytes before its header, the file has 9 bytes",
  );
  expect(await told(() => parseNpy(npy.subarray(0, 6), "q.npy"))).toBe(
    "error[H709]: `q.npy` breaks off: a `.npy` file begins with 12 bytes before its header, the file has 6 bytes",
  );
  expect(await told(() => parseSafetensors(Uint8Array.of(1), "t.safetensors"))).toBe(
    "error[H709]: `t.safetensors` breaks off: a `.safetensors` file begins with 8 bytes before its header, the file has 1 byte",
  );
});
