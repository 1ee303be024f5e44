/** @file H710 to H719: headers that are no headers, or not of these formats, by their whole rendered text. */
import { expect, test } from "vitest";
import { parseNpy } from "#src/node/files/npy.ts";
import { parseSafetensors } from "#src/node/files/safetensors.ts";
import { npyBytes, npyHeader, rendered, safetensorsBytes } from "#test/support/safetensors-fixtures.ts";

const npy = (header: string, version = 1, says?: number) => rendered(() => parseNpy(npyBytes(header, [], version, says), "q.npy"));
const safe = (header: string | object, says?: bigint) => rendered(() => parseSafetensors(safetensorsBytes(header, [], says), "t.safetensors"));

test("H710: another file under the name of a .npy", async () => {
  expect(await rendered(() => parseNpy(new TextEncoder().encode("q = 1\n"), "q.npy"))).toBe(
    ["error[H710]: `q.npy` is not a `.npy` file: it begins with 71 20 3d 20 31 0a", "  = help: a `.npy` file begins with 93 4e 55 4d 50 59"].join(
      "\n",
    ),
  );
});

test("H711: a version that is not known", async () => {
  expect(await npy(npyHeader("<f4", "()"), 4)).toBe("error[H711]: `q.npy` has version 4.0 of the `.npy` format; versions 1.0, 2.0 and 3.0 are read");
});

test("H712: a header said to be longer than the file", async () => {
  expect(await npy("{}", 1, 4096)).toBe("error[H712]: the header of `q.npy` says it has 4096 bytes, the file has 2 left");
  expect(await npy("{}", 2, 4_294_967_295)).toBe("error[H712]: the header of `q.npy` says it has 4294967295 bytes, the file has 2 left");
  expect(await safe("{}", 4096n)).toBe("error[H712]: the header of `t.safetensors` says it has 4096 bytes, the file has 2 left");
});

test("H713: a header longer than any header", async () => {
  expect(await npy(" ".repeat(10_001))).toBe("error[H713]: the header of `q.npy` says it has 10001 bytes, more than the 10000 a header may have");
  expect(await safe("{}", 100_000_001n)).toBe(
    "error[H713]: the header of `t.safetensors` says it has 100000001 bytes, more than the 100000000 a header may have",
  );
  expect(await safe("{}", 2n ** 64n - 1n)).toBe(
    "error[H713]: the header of `t.safetensors` says it has 18446744073709551615 bytes, more than the 100000000 a header may have",
  );
});

test("H714: a header that cannot be parsed", async () => {
  expect(await safe("")).toBe("error[H714]: the header of `t.safetensors` has its end at offset 0 where a value is expected");
  expect(await safe("[]")).toBe("error[H714]: the header of `t.safetensors` has `[]` at offset 0 where `{` is expected");
  expect(await safe('{"q": nothing}')).toBe("error[H714]: the header of `t.safetensors` has `nothing}` at offset 6 where a value is expected");
  expect(await safe('{"q": {"shape": [NaN]}}')).toBe(
    "error[H714]: the header of `t.safetensors` has `NaN]}}` at offset 17 where a value is expected",
  );
  expect(await safe('{"q": {"shape": [1,]}}')).toBe("error[H714]: the header of `t.safetensors` has `]}}` at offset 19 where a value is expected");
  expect(await safe('{"q": {"shape": [1 2]}}')).toBe(
    "error[H714]: the header of `t.safetensors` has `2]}}` at offset 19 where `,` or `]` is expected",
  );
  expect(await safe('{"q"')).toBe("error[H714]: the header of `t.safetensors` has its end at offset 4 where `:` is expected");
  expect(await safe('{"q')).toBe("error[H714]: the header of `t.safetensors` has its end at offset 3 where the end of a string is expected");
  expect(await safe('{"\\q": 1}')).toBe(
    'error[H714]: the header of `t.safetensors` has `"\\q": 1}` at offset 1 where a well-formed string is expected',
  );
  expect(await safe("{q: 1}")).toBe("error[H714]: the header of `t.safetensors` has `q: 1}` at offset 1 where a quoted key is expected");
  expect(await safe("{}{}")).toBe("error[H714]: the header of `t.safetensors` has `{}` at offset 2 where the end of the header is expected");
  expect(await safe("\uFEFF{}")).toBe("error[H714]: the header of `t.safetensors` has `{}` at offset 0 where a value is expected");
  expect(await safe("[".repeat(1000))).toBe(
    "error[H714]: the header of `t.safetensors` has `[[[[[[[[[[[[[[[[` at offset 9 where a simpler header is expected",
  );
  expect(await npy(`${npyHeader("<f4", "()").trim()}; import os`)).toBe(
    "error[H714]: the header of `q.npy` has `; import os` at offset 55 where the end of the header is expected",
  );
  expect(await npy(npyHeader("<f4", "__import__('os')"))).toBe(
    "error[H714]: the header of `q.npy` has `__import__('os')` at offset 50 where a value is expected",
  );
  expect(await npy(npyHeader("<f4", "(1e, 2)"))).toBe("error[H714]: the header of `q.npy` has `1e, 2), }` at offset 51 where a number is expected");
  expect(await npy("\u001B[31m{}")).toBe("error[H714]: the header of `q.npy` has `�[31m{}` at offset 0 where a value is expected");
});

test("H715: a header that is not text", async () => {
  const bytes = safetensorsBytes("{  }");
  bytes[9] = 0xff;
  expect(await rendered(() => parseSafetensors(bytes, "t.safetensors"))).toBe("error[H715]: the header of `t.safetensors` is not valid UTF-8");
});

test("H716: a key given twice", async () => {
  const entry = '{"dtype":"U8","shape":[0],"data_offsets":[0,0]}';
  expect(await safe(`{"q":${entry},"q":${entry}}`)).toBe("error[H716]: the header of `t.safetensors` has the key `q` twice");
  expect(await safe('{"q":{"shape":[0],"shape":[1]}}')).toBe("error[H716]: the header of `t.safetensors` has the key `shape` twice");
  expect(await npy("{'shape': (1,), 'shape': (2,)}")).toBe("error[H716]: the header of `q.npy` has the key `shape` twice");
});

test("H717: a key that is missing", async () => {
  expect(await safe({ q: { dtype: "F32", shape: [] } })).toBe("error[H717]: the header of tensor `q` of `t.safetensors` lacks `data_offsets`");
  expect(await npy("{'descr': '<f4', 'shape': ()}")).toBe("error[H717]: the header of `q.npy` lacks `fortran_order`");
});

test("H718: a key that is not known", async () => {
  expect(await safe({ q: { dtype: "F32", shape: [], data_offsets: [0, 4], strides: [1] } })).toBe(
    "error[H718]: the header of tensor `q` of `t.safetensors` has the unknown key `strides`",
  );
  expect(await npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'order': 'C'}")).toBe(
    "error[H718]: the header of `q.npy` has the unknown key `order`",
  );
});

test("H719: a value of the wrong kind", async () => {
  const entry = { dtype: "U8", shape: [0], data_offsets: [0, 0] };
  expect(await safe({ q: 3 })).toBe("error[H719]: the header of `t.safetensors` has `3` for `q` where a table is expected");
  expect(await safe({ __metadata__: { step: 3 } })).toBe(
    "error[H719]: the header of `t.safetensors` has `3` for `__metadata__` where a table of strings is expected",
  );
  expect(await safe({ __metadata__: null })).toBe(
    "error[H719]: the header of `t.safetensors` has `null` for `__metadata__` where a table of strings is expected",
  );
  expect(await safe({ q: { ...entry, dtype: 4 } })).toBe(
    "error[H719]: the header of tensor `q` of `t.safetensors` has `4` for `dtype` where a string is expected",
  );
  expect(await safe({ q: { ...entry, shape: "[0]" } })).toBe(
    'error[H719]: the header of tensor `q` of `t.safetensors` has `"[0]"` for `shape` where a list of whole numbers is expected',
  );
  expect(await safe({ q: { ...entry, shape: null } })).toBe(
    "error[H719]: the header of tensor `q` of `t.safetensors` has `null` for `shape` where a list of whole numbers is expected",
  );
  expect(await safe({ q: { ...entry, data_offsets: [0] } })).toBe(
    "error[H719]: the header of tensor `q` of `t.safetensors` has a list of 1 for `data_offsets` where a list of two whole numbers is expected",
  );
  expect(await safe({ q: { ...entry, data_offsets: {} } })).toBe(
    "error[H719]: the header of tensor `q` of `t.safetensors` has a table for `data_offsets` where a list of whole numbers is expected",
  );
  expect(await npy("{'descr': 4, 'fortran_order': False, 'shape': ()}")).toBe(
    "error[H719]: the header of `q.npy` has `4` for `descr` where the element type as a string is expected",
  );
  expect(await npy("{'descr': '<f4', 'fortran_order': 0, 'shape': ()}")).toBe(
    "error[H719]: the header of `q.npy` has `0` for `fortran_order` where `True` or `False` is expected",
  );
  expect(await npy("{'descr': '<f4', 'fortran_order': False, 'shape': (8)}")).toBe(
    "error[H719]: the header of `q.npy` has `8` for `shape` where a list of whole numbers is expected",
  );
});

test("what a header says cannot steer a terminal", async () => {
  const hostile = await safe({ "\u001B[2J\u202E\nerror: all is well": 3 });
  expect(hostile).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(hostile).toBe("error[H719]: the header of `t.safetensors` has `3` for `�[2J� error: all is well` where a table is expected");
});
