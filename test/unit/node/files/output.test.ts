/** @file An output file is either the old one or the whole new one; links, modes and devices keep their nature. */
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeOutput } from "#src/node/files/output.ts";
import { rendered } from "#test/support/safetensors-fixtures.ts";

let room = "";
beforeEach(async () => void (room = await mkdtemp(join(tmpdir(), "heed-output-"))));
afterEach(() => rm(room, { recursive: true }));
const at = (name: string) => join(room, name);
const mode = async (path: string) => (await stat(path)).mode & 0o777;

test("a new file has the text or the bytes, and the mode any new file has", async () => {
  await writeFile(at("plain"), "");
  await writeOutput(at("text"), "hello");
  await writeOutput(at("bytes"), Uint8Array.of(1, 2));
  expect(await readFile(at("text"), "utf8")).toBe("hello");
  expect([...(await readFile(at("bytes")))]).toEqual([1, 2]);
  expect(await mode(at("text"))).toBe(await mode(at("plain")));
  expect((await readdir(room)).sort()).toEqual(["bytes", "plain", "text"]);
});

test("an existing file is replaced and keeps its mode", async () => {
  await writeFile(at("out"), "a longer text than the new one");
  await chmod(at("out"), 0o640);
  await writeOutput(at("out"), "new");
  expect(await readFile(at("out"), "utf8")).toBe("new");
  expect(await mode(at("out"))).toBe(0o640);
  expect(await readdir(room)).toEqual(["out"]);
});

test("a reader that has the old file open sees the old file to its end", async () => {
  await writeFile(at("out"), "old");
  const before = (await stat(at("out"))).ino;
  await writeOutput(at("out"), "new");
  expect((await stat(at("out"))).ino).not.toBe(before);
});

test("a symbolic link stays one, and where it points is written", async () => {
  await mkdir(at("deep"));
  await writeFile(at("deep/real"), "old");
  await symlink("deep/real", at("link"));
  await symlink("link", at("link2"));
  await writeOutput(at("link2"), "new");
  expect((await lstat(at("link2"))).isSymbolicLink()).toBe(true);
  expect(await readlink(at("link"))).toBe("deep/real");
  expect(await readFile(at("deep/real"), "utf8")).toBe("new");
});

test("a link to a file that is not there yet, through a linked directory", async () => {
  await mkdir(at("a"));
  await mkdir(at("a/b"));
  await symlink("a/b", at("b"));
  await symlink("../real", at("a/b/link"));
  await writeOutput(at("b/link"), "new");
  expect(await readFile(at("a/real"), "utf8")).toBe("new");
});

test("a device is written to and not replaced", async () => {
  await writeOutput("/dev/null", "gone");
  expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
});

test("when the new file cannot take its place, nothing of it is left", async () => {
  await mkdir(at("there"));
  await writeFile(at("there/old"), "old");
  // A content that breaks off half way, as a full disk would make it.
  const broken = (async function* () {
    yield "half";
    throw Object.assign(new Error("full"), { code: "ENOSPC" });
  })();
  const text = await rendered(() => writeOutput(at("there/old"), broken as unknown as string));
  expect(text).toBe(`error[H705]: \`${at("there/old")}\` cannot be written: the disk is full`);
  expect(await readdir(at("there"))).toEqual(["old"]);
  expect(await readFile(at("there/old"), "utf8")).toBe("old");
});

/** A standard output that takes what it gets, or fails with an error code. */
function outlet(code?: string): { readonly stream: Writable; readonly taken: string[] } {
  const taken: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      taken.push(chunk.toString());
      done(code === undefined ? null : Object.assign(new Error(code), { code }));
    },
  });
  return { stream, taken };
}

test("`-` is standard output", async () => {
  const { stream, taken } = outlet();
  await writeOutput("-", "one", stream);
  await writeOutput("-", Uint8Array.of(0x74, 0x77, 0x6f), stream);
  expect(taken).toEqual(["one", "two"]);
});

test("a reader of standard output may leave", async () => {
  const { stream, taken } = outlet("EPIPE");
  await writeOutput("-", "one", stream);
  await writeOutput("-", "two", stream);
  expect(taken).toEqual(["one"]);
});

test("another failure of standard output is told", async () => {
  const { stream } = outlet("ENOSPC");
  expect(await rendered(() => writeOutput("-", "one", stream))).toBe("error[H705]: `<stdout>` cannot be written: the disk is full");
});
