/**
 * @file An ONNX model of one operator, as the bytes of its protobuf. Messages are nested lists of fields; the numbers are those of onnx.proto.
 */

/** A tensor's name, type and shape. */
export interface ModelValue {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
}

export type OnnxType = keyof typeof elementTypes;

/** TensorProto.DataType */
const elementTypes = { float32: 1, int32: 6, float16: 10 } as const;

/** An operator of the domain `com.microsoft`; inputs that it does not get are empty names. */
export interface OneOperator {
  readonly operator: string;
  readonly arguments: readonly string[];
  readonly integers: Readonly<Record<string, number>>;
  readonly floats: Readonly<Record<string, number>>;
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
}

type Bytes = readonly number[];

const domain = "com.microsoft";

export function onnxModel(op: OneOperator): Uint8Array {
  const graph = [
    message(1, node(op)),
    text(2, "attention"),
    ...op.inputs.map((value) => message(11, valueInfo(value))),
    ...op.outputs.map((value) => message(12, valueInfo(value))),
  ];
  const opsets = [operatorSet("", 21), operatorSet(domain, 1)];
  return Uint8Array.from([integer(1, 10), message(7, graph), ...opsets.map((opset) => message(8, opset))].flat());
}

const operatorSet = (name: string, version: number): Bytes[] => [text(1, name), integer(2, version)];

function node({ operator, arguments: names, integers, floats, outputs }: OneOperator): Bytes[] {
  const attributes = [
    ...Object.entries(integers).map(([name, value]) => [text(1, name), integer(3, value), integer(20, 2)]),
    ...Object.entries(floats).map(([name, value]) => [text(1, name), float(2, value), integer(20, 1)]),
  ];
  return [
    ...names.map((name) => text(1, name)),
    ...outputs.map(({ name }) => text(2, name)),
    text(3, "node"),
    text(4, operator),
    ...attributes.map((attribute) => message(5, attribute)),
    text(7, domain),
  ];
}

function valueInfo({ name, type, shape }: ModelValue): Bytes[] {
  const dims = shape.map((size) => message(1, [integer(1, size)]));
  return [text(1, name), message(2, [message(1, [integer(1, elementTypes[type]), message(2, dims)])])];
}

function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

const integer = (field: number, value: number): Bytes => [...varint(field * 8), ...varint(value)];

const float = (field: number, value: number): Bytes => [...varint(field * 8 + 5), ...new Uint8Array(Float32Array.of(value).buffer)];

function delimited(field: number, content: Bytes | Uint8Array): Bytes {
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
}

const text = (field: number, content: string): Bytes => delimited(field, new TextEncoder().encode(content));

const message = (field: number, fields: readonly Bytes[]): Bytes => delimited(field, fields.flat());
