/** @file Files of either format by path: what they hold decides, not what they are called. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { collect, readBytes, readTensorFile, readTensors } from "#src/node/files/input.ts";
import { encodeNpy } from "#src/node/files/npy.ts";
import { encodeSafetensors } from "#src/node/files/safetensors.ts";
import type { FileTensor } from "#src/node/files/tensor.ts";

let room = "";
const tensor: FileTensor = { type: "i32", shape: [2], data: Int32Array.of(3, -4) };
const save = async (name: string, bytes: Uint8Array) => {
  await writeFile(join(room, name), bytes);
  return join(room, name);
};

beforeAll(async () => void (room = await mkdtemp(join(tmpdir(), "heed-input-"))));
afterAll(() => rm(room, { recursive: true }));

test("a .npy file, whatever its name", async () => {
  expect(await readTensorFile(await save("a.npy", encodeNpy(tensor)))).toEqual(tensor);
  expect(await readTensorFile(await save("a.safetensors", encodeNpy(tensor)))).toEqual(tensor);
});

test("a .safetensors file, as all its tensors or as its only one", async () => {
  const path = await save("b", encodeSafetensors(new Map([["slope", tensor]])));
  expect([...(await readTensors(path))]).toEqual([["slope", tensor]]);
  expect(await readTensorFile(path)).toEqual(tensor);
});

test("a device is read to its end", async () => {
  expect((await readBytes("/dev/null")).length).toBe(0);
});

test("a stream is put together from its pieces", async () => {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield Uint8Array.of(1, 2);
    yield Uint8Array.of(3);
  }
  expect([...(await collect(pieces(), "<stdin>"))]).toEqual([1, 2, 3]);
  expect([...(await collect(pieces(), "<stdin>", 3))]).toEqual([1, 2, 3]);
});
