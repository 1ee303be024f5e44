/** @file H720 to H725: where tensors lie in a `.safetensors` file, by the whole rendered text. */
import { expect, test } from "vitest";
import { parseSafetensors } from "#src/node/files/safetensors.ts";
import { rendered, safetensorsBytes } from "#test/support/safetensors-fixtures.ts";

const at = (...offsets: unknown[]) => ({ dtype: "U8", shape: [4], data_offsets: offsets });
const told = (header: string | object, bytes: number) =>
  rendered(() => parseSafetensors(safetensorsBytes(header, new Uint8Array(bytes)), "t.safetensors"));

test("H720: offsets that are no whole numbers", async () => {
  expect(await told({ q: at(-4, 0) }, 4)).toBe(
    "error[H720]: tensor `q` of `t.safetensors` has `-4` among its `data_offsets`, which are two whole numbers from 0",
  );
  expect(await told({ q: at(0, 4.5) }, 4)).toBe(
    "error[H720]: tensor `q` of `t.safetensors` has `4.5` among its `data_offsets`, which are two whole numbers from 0",
  );
  expect(await told({ q: at(0, "4") }, 4)).toBe(
    'error[H720]: tensor `q` of `t.safetensors` has `"4"` among its `data_offsets`, which are two whole numbers from 0',
  );
  expect(await told('{"q": {"dtype": "U8", "shape": [4], "data_offsets": [0, 18446744073709551620]}}', 4)).toBe(
    "error[H720]: tensor `q` of `t.safetensors` has `18446744073709551620` among its `data_offsets`, which are two whole numbers from 0",
  );
  expect(await told('{"q": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4e0]}}', 4)).toBe(
    "error[H720]: tensor `q` of `t.safetensors` has `4e0` among its `data_offsets`, which are two whole numbers from 0",
  );
});

test("H721: an end before its begin", async () => {
  expect(await told({ q: at(4, 0) }, 4)).toBe("error[H721]: tensor `q` of `t.safetensors` ends at offset 0, before its begin at 4");
});

test("H722: an end past the end of the file", async () => {
  expect(await told({ q: at(0, 4) }, 3)).toBe("error[H722]: tensor `q` of `t.safetensors` ends at offset 4, the file has 3 bytes of data");
  expect(await told({ q: at(9_007_199_254_740_987, 9_007_199_254_740_991) }, 4)).toBe(
    "error[H722]: tensor `q` of `t.safetensors` ends at offset 9007199254740991, the file has 4 bytes of data",
  );
});

test("H723: tensors that overlap", async () => {
  expect(await told({ q: at(0, 4), k: at(3, 7) }, 7)).toBe(
    "error[H723]: tensor `k` of `t.safetensors` begins at offset 3, inside tensor `q`, which ends at 4",
  );
  expect(await told({ q: at(0, 4), k: at(0, 4) }, 4)).toBe(
    "error[H723]: tensor `k` of `t.safetensors` begins at offset 0, inside tensor `q`, which ends at 4",
  );
});

test("H724: bytes between tensors", async () => {
  expect(await told({ k: at(5, 9), q: at(0, 4) }, 9)).toBe(
    "error[H724]: tensor `k` of `t.safetensors` begins at offset 5, and the 1 byte before it belong to no tensor",
  );
  expect(await told({ q: at(2, 6) }, 6)).toBe(
    "error[H724]: tensor `q` of `t.safetensors` begins at offset 2, and the 2 bytes before it belong to no tensor",
  );
});

test("H725: bytes after the last tensor", async () => {
  expect(await told({ q: at(0, 4) }, 6)).toBe("error[H725]: `t.safetensors` has 2 bytes after its last tensor");
  expect(await told({}, 1)).toBe("error[H725]: `t.safetensors` has 1 byte after its last tensor");
});
