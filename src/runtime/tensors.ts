/**
 * @file The tensors of one call, checked against the manifest before anything runs: present, of the right type, rank and size, consistent
 * with each other. Comes in: typed arrays or GPU buffers. Goes out: bound tensors and the call's sizes, or diagnostics.
 */
import type { Manifest } from "#codegen/manifest.ts";
import * as codes from "#src/diagnostics/codes/call.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { createMachine, float64Domain } from "#src/ir/machine.ts";
import type { Node } from "#src/ir/node.ts";
import type { TensorData } from "#src/ir/tensor.ts";
import type { StorageType } from "#src/ir/types.ts";
import { sizeNames } from "#src/ir/variables.ts";
import type { Input } from "#src/ir/variant.ts";

/** A tensor as a caller gives it: data alone (its shape then follows from the declaration), or with a shape. */
export type TensorSource = TensorData | GPUBuffer | ShapedTensor;

export interface ShapedTensor {
  readonly data: TensorData | GPUBuffer;
  readonly shape?: readonly number[];
  /** For a GPU buffer that the mask reads: the same values on the CPU, so that blocks can be skipped by them. */
  readonly values?: TensorData;
}

/** A tensor that has passed the checks. Exactly one of `data` and `buffer` is set. */
export interface BoundTensor {
  readonly name: string;
  readonly type: StorageType;
  readonly shape: readonly number[];
  /** How many elements it spans in memory: its size, or what its strides reach. */
  readonly span: number;
  readonly data?: TensorData;
  readonly buffer?: GPUBuffer;
  readonly values?: TensorData;
}

/** Bytes of one stored element. */
export const elementBytes: Readonly<Record<StorageType, number>> = { f32: 4, f16: 2, i32: 4, u32: 4, bool: 1 };

const arrayNames: Readonly<Record<StorageType, readonly string[]>> = {
  f32: ["Float32Array"],
  f16: ["Uint16Array", "Float16Array"],
  i32: ["Int32Array"],
  u32: ["Uint32Array"],
  bool: ["Uint8Array"],
};

const isBuffer = (value: unknown): value is GPUBuffer => typeof value === "object" && value !== null && "mapState" in value && "usage" in value;

/** The sizes of a call: what the caller says and what captured tensors introduce, checked to agree. */
export type CallSizes = Record<string, number>;

/** Checks the sizes a caller gives. */
export function checkSizes(manifest: Manifest, given: { readonly B: number; readonly Sq: number; readonly Skv: number }, report: Report): CallSizes {
  const { Hq, Hkv, D, Dv } = manifest;
  const sizes = { B: given.B, Sq: given.Sq, Skv: given.Skv };
  for (const [name, value] of Object.entries(sizes)) {
    if (!Number.isInteger(value) || value < 1 || value > 2 ** 27) report.add(codes.badSize(name, value));
  }
  return { ...sizes, Hq, Hkv, D, Dv };
}

/** One captured tensor or one of q, k, v, out, lse against its declared type and shape; `span` where strides make it differ from the size. */
export function bindTensor(
  name: string,
  type: StorageType,
  shape: readonly number[],
  source: TensorSource | undefined,
  report: Report,
  span?: number,
): BoundTensor | undefined {
  if (source === undefined || source === null) return void report.add(codes.missingTensor(name, type));
  const shaped = toShaped(source);
  const data = asStored(shaped.data);
  if (!isBuffer(data) && !isArrayOf(type, data)) return void report.add(codes.wrongType(name, type, describeArrays(type), typeNameOf(data)));
  if (shaped.shape && shaped.shape.length !== shape.length) return void report.add(codes.wrongRank(name, shape.length, shaped.shape));
  if (shaped.shape?.some((size, axis) => size !== shape[axis])) return void report.add(codes.wrongShape(name, shape, shaped.shape));
  const count = shape.reduce((product, size) => product * size, 1);
  if (shape.some((size) => size < 1)) return void report.add(codes.emptyTensor(name, shape));
  const elements = elementsIn(data, type);
  const wanted = span ?? count;
  const isEnough = isBuffer(data) || wanted !== count ? elements >= wanted : elements === count;
  if (!isEnough) return void report.add(codes.wrongSize(name, shape, wanted, elements));
  if (type === "u32" && !isBuffer(data)) checkUnsigned(name, data, report);
  const bound = { name, type, shape, span: wanted };
  if (!isBuffer(data)) return { ...bound, data };
  return { ...bound, buffer: data, ...valuesOf(name, type, count, shaped.values, report) };
}

/** The CPU's copy of a buffer's values, if it is one. */
function valuesOf(name: string, type: StorageType, count: number, values: TensorData | undefined, report: Report): { values?: TensorData } {
  if (values === undefined) return {};
  if (!isArrayOf(type, values)) report.add(codes.wrongType(`${name}.values`, type, describeArrays(type, false), typeNameOf(values)));
  else if (values.length !== count) report.add(codes.wrongLength(`${name}.values`, count, values.length));
  return { values: asStored(values) as TensorData };
}

/** Halves as their bits: everything behind the checks reads f16 so. */
function asStored(data: TensorData | GPUBuffer): TensorData | GPUBuffer {
  if (!ArrayBuffer.isView(data) || typeNameOf(data) !== "Float16Array") return data;
  return new Uint16Array(data.buffer, data.byteOffset, data.length);
}

function toShaped(source: TensorSource): ShapedTensor {
  const isShaped = typeof source === "object" && !ArrayBuffer.isView(source) && !isBuffer(source) && "data" in source;
  return isShaped ? source : { data: source as TensorData };
}

function isArrayOf(type: StorageType, data: unknown): boolean {
  return ArrayBuffer.isView(data) && arrayNames[type].includes(data.constructor.name);
}

/** What a tensor of a type may be given as. */
function describeArrays(type: StorageType, orBuffer = true): string {
  const [first, ...others] = arrayNames[type];
  const article = /^[AEIO]/.test(first!) ? "an" : "a";
  return [
    `${article} ${first}${type === "f16" ? " of bit patterns" : ""}`,
    ...others.map((name) => `a ${name}`),
    ...(orBuffer ? ["a GPUBuffer"] : []),
  ].join(" or ");
}

const typeNameOf = (data: unknown): string => (data === null || typeof data !== "object" ? typeof data : (data.constructor?.name ?? "object"));

function elementsIn(data: TensorData | GPUBuffer, type: StorageType): number {
  // A binding is made of whole words.
  return isBuffer(data) ? (Math.floor(data.size / 4) * 4) / elementBytes[type] : data.length;
}

function checkUnsigned(name: string, data: TensorData, report: Report): void {
  const at = data.findIndex((value) => value > 2 ** 31 - 1);
  if (at >= 0) report.add(codes.largeUnsigned(name, data[at]!, at));
}

/** Finds the sizes that dims introduce from the shapes or lengths of the tensors, and reports where two tensors disagree. */
export function readIntroducedSizes(
  inputs: readonly Input[],
  tensors: Readonly<Record<string, TensorSource | undefined>>,
  sizes: CallSizes,
  report: Report,
): void {
  const readFrom = new Map<string, string>();
  for (const input of inputs) {
    const source = tensors[input.name];
    const shape = source && shapeOf(input, toShaped(source), sizes, report);
    input.dims.forEach((dim, axis) => {
      const found = shape?.[axis];
      if (dim.kind !== "variable" || sizeNames.includes(dim.name) || found === undefined) return;
      const before = readFrom.get(dim.name);
      if (!Number.isInteger(found) || found < 0) report.add(codes.badSize(dim.name, found));
      else if (before === undefined) {
        sizes[dim.name] = found;
        readFrom.set(dim.name, input.name);
      } else if (sizes[dim.name] !== found) report.add(codes.contradictorySizes(dim.name, before, sizes[dim.name]!, input.name, found));
    });
  }
}

/** The given shape, or the one that follows when a single dim is unknown: its size is the length over the other dims. */
function shapeOf(input: Input, source: ShapedTensor, sizes: CallSizes, report: Report): readonly number[] | undefined {
  if (source.shape) return source.shape.length === input.dims.length ? source.shape : undefined;
  const known = input.dims.map((dim) => evaluateDim(dim, sizes));
  const unknown = input.dims.filter((_, axis) => known[axis] === undefined);
  if (unknown.length !== 1) {
    const names = unknown.flatMap((dim) => (dim.kind === "variable" ? dim.name : []));
    if (unknown.length > 1) report.add(codes.unreadableSize(input.name, names.join("`, `")));
    return undefined;
  }
  const rest = known.reduce<number>((product, size) => product * (size ?? 1), 1);
  const length = elementsIn(source.data, input.type) / rest;
  if (Number.isInteger(length)) return known.map((size) => size ?? length);
  report.add(codes.unreadableSize(input.name, unknown.flatMap((dim) => (dim.kind === "variable" ? dim.name : [])).join()));
  return undefined;
}

/** The value of a dim, or `undefined` while a size in it is unknown. */
export function evaluateDim(dim: Node, sizes: Readonly<CallSizes>): number | undefined {
  const machine = createMachine(
    [dim],
    float64Domain(() => Number.NaN),
  );
  for (const [name, value] of Object.entries(sizes)) machine.set(name, value);
  machine.run(0);
  const value = machine.get(dim);
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

/** Every captured tensor, bound; `null` where one failed. */
export function bindInputs(
  inputs: readonly Input[],
  tensors: Readonly<Record<string, TensorSource | undefined>>,
  sizes: CallSizes,
  report: Report,
): Map<string, BoundTensor> {
  const bound = new Map<string, BoundTensor>();
  for (const input of inputs) {
    const shape = input.dims.map((dim) => evaluateDim(dim, sizes));
    const source = tensors[input.name];
    if (source === undefined) report.add(codes.missingTensor(input.name, input.type));
    else if (shape.every((size) => size !== undefined)) {
      const tensor = bindTensor(input.name, input.type, shape, source, report);
      if (tensor) bound.set(input.name, tensor);
    } else {
      // A size that should have been read from this very tensor, whose shape has other dimensions.
      const given = toShaped(source).shape;
      if (given && given.length !== shape.length) report.add(codes.wrongRank(input.name, shape.length, given));
    }
  }
  return bound;
}
