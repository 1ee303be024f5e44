/** @file From a path (or `-`, standard input) to bytes and tensors: the size is looked at before anything is held in memory. */
import { open } from "node:fs/promises";
import { cannotRead, emptyFile, fileTooLarge, noTensorNames, notOneTensor, unknownFormat } from "#src/diagnostics/codes/files.ts";
import { fail } from "#src/diagnostics/report.ts";
import { failWith } from "./errno.ts";
import { isNpy, parseNpy } from "./npy.ts";
import { parseSafetensors } from "./safetensors.ts";
import type { FileTensor } from "./tensor.ts";

/** What Node reads into one buffer: a byte less than 2 GiB. */
export const maxFileBytes: number = 2 ** 31 - 1;

/** How standard input is called in messages. */
export const stdinName: string = "<stdin>";

/** All bytes of a file, a pipe or, for `-`, of standard input. */
export async function readBytes(path: string): Promise<Uint8Array> {
  if (path === "-") return collect(process.stdin, stdinName);
  try {
    const handle = await open(path);
    try {
      const found = await handle.stat();
      if (found.isDirectory()) fail(cannotRead(path, "it is a directory"));
      if (!found.isFile()) return await collect(handle.createReadStream({ autoClose: false }), path);
      if (found.size > maxFileBytes) fail(fileTooLarge(path, found.size, maxFileBytes));
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    return failWith(thrown, (reason) => cannotRead(path, reason));
  }
}

/** The bytes of a stream, given up as soon as there are more than `limit`. */
export async function collect(stream: AsyncIterable<Uint8Array>, name: string, limit: number = maxFileBytes): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > limit) fail(fileTooLarge(name, undefined, limit));
      chunks.push(chunk);
    }
    return Buffer.concat(chunks, size);
  } catch (thrown) {
    return failWith(thrown, (reason) => cannotRead(name, reason));
  }
}

/** The one tensor of a `.npy` file, or of a `.safetensors` file that holds just one. */
export async function readTensorFile(path: string): Promise<FileTensor> {
  const { name, bytes } = await readNamed(path);
  if (formatOf(bytes, name) === "npy") return parseNpy(bytes, name);
  const tensors = parseSafetensors(bytes, name);
  const [only, ...others] = tensors.values();
  return only === undefined || others.length > 0 ? fail(notOneTensor(name, [...tensors.keys()])) : only;
}

/** The named tensors of a `.safetensors` file. */
export async function readTensors(path: string): Promise<Map<string, FileTensor>> {
  const { name, bytes } = await readNamed(path);
  return formatOf(bytes, name) === "npy" ? fail(noTensorNames(name)) : parseSafetensors(bytes, name);
}

async function readNamed(path: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  return { name: path === "-" ? stdinName : path, bytes: await readBytes(path) };
}

/** The content decides, and the name only where the content is too broken to tell. */
function formatOf(bytes: Uint8Array, name: string): "npy" | "safetensors" {
  if (bytes.length === 0) fail(emptyFile(name));
  if (isNpy(bytes)) return "npy";
  if (bytes[8] === 0x7b) return "safetensors";
  // "PK" begins a zip archive: numpy's .npz, torch's .pt.
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (isZip) return fail(unknownFormat(name, isZip));
  if (name.endsWith(".npy")) return "npy";
  return name.endsWith(".safetensors") ? "safetensors" : fail(unknownFormat(name, isZip));
}
