/** @file `.safetensors` files: hand-made bytes, names and their order, layout, element types. */
import { describe, expect, test } from "vitest";
import { encodeSafetensors, parseSafetensors } from "#src/node/files/safetensors.ts";
import type { FileTensor } from "#src/node/files/tensor.ts";
import { safetensorsBytes } from "#test/support/safetensors-fixtures.ts";

const q: FileTensor = { type: "f32", shape: [1, 2], data: Float32Array.of(1, -2) };
const flags: FileTensor = { type: "bool", shape: [3], data: Uint8Array.of(1, 0, 1) };
const half: FileTensor = { type: "f16", shape: [], data: Uint16Array.of(0x3c00) };

describe("reading", () => {
  test("a file made by hand", () => {
    const header = '{"__metadata__": {"made": "by hand"}, "q": {"dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8]}}   ';
    const bytes = safetensorsBytes(header, [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
    expect([...parseSafetensors(bytes, "x")]).toEqual([["q", q]]);
  });

  test("names keep the order of the header, numbers among them, whatever the order of the data", () => {
    const byte = (begin: number) => ({ dtype: "U8", shape: [1], data_offsets: [begin, begin + 1] });
    const header = `{"b":${JSON.stringify(byte(1))},"10":${JSON.stringify(byte(2))},"2":${JSON.stringify(byte(0))}}`;
    const tensors = parseSafetensors(safetensorsBytes(header, [7, 8, 9]), "x");
    expect([...tensors].map(([name, { data }]) => [name, data[0]])).toEqual([
      ["b", 8],
      ["10", 9],
      ["2", 7],
    ]);
  });

  test("names may be anything a string can be", () => {
    const entry = { dtype: "U8", shape: [1], data_offsets: [0, 1] };
    for (const name of ["", "__proto__", "constructor", "ä\n\u{1F600}"]) {
      const header = `{${JSON.stringify(name)}:${JSON.stringify(entry)}}`;
      expect([...parseSafetensors(safetensorsBytes(header, [5]), "x").keys()]).toEqual([name]);
    }
  });

  test.each<readonly [string, readonly number[], FileTensor["type"], readonly number[]]>([
    ["BF16", [0xc0, 0x3f], "f32", [1.5]],
    ["F16", [0x00, 0x3c], "f16", [0x3c00]],
    ["F64", [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], "f32", [1.5]],
    ["I8", [0x80], "i32", [-128]],
    ["U8", [0x80], "i32", [128]],
    ["I16", [0x00, 0x80], "i32", [-32_768]],
    ["U16", [0x00, 0x80], "i32", [32_768]],
    ["I32", [0, 0, 0, 0x80], "i32", [-2_147_483_648]],
    ["U32", [0, 0, 0, 0x80], "u32", [2_147_483_648]],
    ["I64", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "i32", [-1]],
    ["U64", [1, 0, 0, 0, 0, 0, 0, 0], "i32", [1]],
    ["BOOL", [1], "bool", [1]],
  ])("%s", (dtype, data, type, values) => {
    const bytes = safetensorsBytes({ t: { dtype, shape: [1], data_offsets: [0, data.length] } }, data);
    const tensor = parseSafetensors(bytes, "x").get("t");
    expect(tensor && { type: tensor.type, values: [...tensor.data] }).toEqual({ type, values });
  });

  test("no tensors, and tensors without elements", () => {
    expect(parseSafetensors(safetensorsBytes("{}"), "x").size).toBe(0);
    const none = { dtype: "F32", shape: [2, 0], data_offsets: [1, 1] };
    const bytes = safetensorsBytes({ a: { dtype: "U8", shape: [], data_offsets: [0, 1] }, none }, [3]);
    expect(parseSafetensors(bytes, "x").get("none")).toEqual({ type: "f32", shape: [2, 0], data: new Float32Array() });
  });

  test("data need not be aligned", () => {
    const header = { a: { dtype: "BOOL", shape: [1], data_offsets: [0, 1] }, b: { dtype: "F32", shape: [1], data_offsets: [1, 5] } };
    expect(parseSafetensors(safetensorsBytes(header, [1, 0, 0, 0x80, 0x3f]), "x").get("b")?.data).toEqual(Float32Array.of(1));
  });
});

describe("writing", () => {
  test("the bytes, name by name", () => {
    const header = '{"q":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
    const data = [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0];
    expect(encodeSafetensors(new Map([["q", q]]))).toEqual(safetensorsBytes(header, data));
  });

  test("names in their order, data by falling element width, so that all is aligned", () => {
    const bytes = encodeSafetensors(new Map(Object.entries({ flags, half, q })));
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + length)).trimEnd()).toBe(
      '{"flags":{"dtype":"BOOL","shape":[3],"data_offsets":[10,13]},' +
        '"half":{"dtype":"F16","shape":[],"data_offsets":[8,10]},"q":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}',
    );
    expect([...parseSafetensors(bytes, "x")]).toEqual(Object.entries({ flags, half, q }));
  });
});
