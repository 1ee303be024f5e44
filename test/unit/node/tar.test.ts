import { expect, it } from "vitest";
import { readTar } from "#src/node/tar.ts";

/** One entry of an archive, with a right checksum unless told otherwise. */
function entry(name: string, content: string, options: { type?: string; size?: string; checksum?: number } = {}): Uint8Array {
  const body = new TextEncoder().encode(content);
  const bytes = new Uint8Array(512 + Math.ceil(body.length / 512) * 512);
  const write = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  write(0, name);
  write(124, options.size ?? body.length.toString(8).padStart(11, "0"));
  write(148, "        ");
  write(156, options.type ?? "0");
  const sum = options.checksum ?? bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  write(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  bytes.set(body, 512);
  return bytes;
}

const archive = (...entries: Uint8Array[]) => new Uint8Array(Buffer.concat([...entries, new Uint8Array(1024)]));
const textOf = (files: Map<string, Uint8Array>) => [...files].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]);

it("reads plain files, of any length", () => {
  const long = "x".repeat(700);
  const files = readTar(archive(entry("a.txt", "one"), entry("b.txt", long), entry("empty", "")));
  expect(textOf(files)).toEqual([
    ["a.txt", "one"],
    ["b.txt", long],
    ["empty", ""],
  ]);
});

it("keeps base names alone and passes over all that is no plain file", () => {
  const files = readTar(archive(entry("../../etc/a", "one"), entry("folder/", "", { type: "5" }), entry("link", "", { type: "2" })));
  expect(textOf(files)).toEqual([["a", "one"]]);
});

it("reads an archive without its two closing blocks", () => {
  expect(textOf(readTar(entry("a", "one")))).toEqual([["a", "one"]]);
});

it.each([
  ["a wrong checksum", entry("a", "one", { checksum: 1 }), "the archive is damaged"],
  ["a size that is no number", entry("a", "one", { size: "zzzzzzzzzzz" }), "the archive is damaged"],
  ["a size past the end", entry("a", "one", { size: "77777777777" }), "the archive ends inside a file"],
])("refuses %s", (_, bytes, message) => {
  expect(() => readTar(archive(bytes))).toThrow(message);
});
