/** @file Models of one operator: read back field by field, and a whole one by its bytes. */
import { expect, it } from "vitest";
import { onnxModel } from "#src/cli/bench/onnx-model.ts";

type Field = readonly [number: number, content: number | Uint8Array];

/** The fields of a message, one level deep. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = (): number => {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const kind = key & 7;
    const length = kind === 2 ? varint() : 4;
    found.push([key >>> 3, kind === 0 ? varint() : bytes.subarray(at, (at += length))]);
  }
  return found;
}

const inside = (fields: readonly Field[], number: number): Field[][] =>
  fields.filter(([found]) => found === number).map(([, content]) => fieldsOf(content as Uint8Array));

const texts = (fields: readonly Field[], number: number): string[] =>
  fields.filter(([found]) => found === number).map(([, content]) => new TextDecoder().decode(content as Uint8Array));

const model = fieldsOf(
  onnxModel({
    operator: "GroupQueryAttention",
    arguments: ["query", "", "key"],
    integers: { num_heads: 300 },
    floats: { scale: 0.5 },
    inputs: [{ name: "query", type: "float16", shape: [1, 4096, 64] }],
    outputs: [{ name: "out", type: "float32", shape: [2] }],
  }),
);
const [graph] = inside(model, 7);

it("has its operator, with empty names for what it does not get", () => {
  const [node] = inside(graph!, 1);
  expect(texts(node!, 4)).toEqual(["GroupQueryAttention"]);
  expect(texts(node!, 7)).toEqual(["com.microsoft"]);
  expect(texts(node!, 1)).toEqual(["query", "", "key"]);
  expect(texts(node!, 2)).toEqual(["out"]);
});

it("has its attributes", () => {
  const [heads, scale] = inside(inside(graph!, 1)[0]!, 5);
  expect([texts(heads!, 1), heads!.slice(1)]).toEqual([
    ["num_heads"],
    [
      [3, 300],
      [20, 2],
    ],
  ]);
  expect(texts(scale!, 1)).toEqual(["scale"]);
  expect(scale![1]).toEqual([2, new Uint8Array(Float32Array.of(0.5).buffer)]);
});

it("has its tensors", () => {
  const [input] = inside(graph!, 11);
  const [type] = inside(input!, 2);
  const [tensor] = inside(type!, 1);
  expect(tensor![0]).toEqual([1, 10]);
  expect(inside(inside(tensor!, 2)[0]!, 1)).toEqual([[[1, 1]], [[1, 4096]], [[1, 64]]]);
  expect(texts(inside(graph!, 12)[0]!, 1)).toEqual(["out"]);
});

it("names the sets of operators that it needs", () => {
  expect(inside(model, 8).map((opset) => [texts(opset, 1)[0], opset[1]![1]])).toEqual([
    ["", 21],
    ["com.microsoft", 1],
  ]);
});
