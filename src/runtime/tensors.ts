/**
 * @file The tensors of one call, checked against the manifest before anything runs: present, of the right type, rank and size, consistent
 * with each other. Comes in: typed arrays or GPU buffers. Goes out: bound tensors and the call's sizes, or diagnostics.
 */
import type { Manifest } from "#codegen/manifest.ts";
import * as codes from "#src/diagnostics/codes/call.ts";
import type { Diagnostic } from "#src/diagnostics/diagnostic.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { createMachine, float64Domain } from "#src/ir/machine.ts";
import type { Node } from "#src/ir/node.ts";
import type { TensorData } from "#src/ir/tensor.ts";
import type { StorageType } from "#src/ir/types.ts";
import type { Input } from "#src/ir/variant.ts";

/** A tensor as a caller gives it: data alone (its shape then follows from the declaration), or with a shape. */
export type TensorSource = TensorData | GPUBuffer | ShapedTensor;

export interface ShapedTensor {
  readonly data: TensorData | GPUBuffer;
  readonly shape?: readonly number[];
  /** For a GPU buffer that the mask reads: the same values on the CPU, so that the plan is made here, once. */
  readonly values?: TensorData;
}

/** A tensor that has passed the checks, with `data` or a `buffer`; a result that the call makes has neither. */
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

interface ElementArray {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, offset: number, length: number): TensorData;
}

/** The array that holds stored elements of a type. */
export const arrays: Readonly<Record<StorageType, ElementArray>> = {
  f32: Float32Array,
  f16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  bool: Uint8Array,
};

/** The sizes of a call: what the caller says and what captured tensors introduce, checked to agree. */
export type CallSizes = Record<string, number>;

/** How many elements a shape has. */
export const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Checks the sizes a caller gives. */
export function checkSizes(manifest: Manifest, given: { readonly B: number; readonly Sq: number; readonly Skv: number }, report: Report): CallSizes {
  const { Hq, Hkv, D, Dv } = manifest;
  const { B, Sq, Skv } = given;
  for (const [name, value] of Object.entries({ B, Sq, Skv })) {
    if (!Number.isInteger(value) || value < 1 || value > 2 ** 27) report.add(codes.badSize(name, value));
  }
  return { B, Sq, Skv, Hq, Hkv, D, Dv };
}

/** One captured tensor or one of q, k, v, out, lse against its declared type and shape; `span` where strides make it differ from the size. */
export function bindTensor(
  name: string,
  type: StorageType,
  shape: readonly number[],
  source: TensorSource | undefined,
  report: Report,
  span: number = countOf(shape),
): BoundTensor | undefined {
  if (source === undefined || source === null) return void report.add(codes.missingTensor(name, type));
  const { data, shape: given = shape, values } = toShaped(source);
  const bound = { name, type, shape, span };
  const mistake =
    mistakeInShape(name, shape, given) ??
    mistakeIn(bound, data, true) ??
    (values && mistakeIn({ ...bound, name: `${name}.values`, span: countOf(shape) }, values, false));
  if (mistake) return void report.add(mistake);
  // Halves become their bits: everything behind the checks reads f16 so.
  const stored = (array: TensorData): TensorData => new arrays[type](array.buffer as ArrayBuffer, array.byteOffset, array.length);
  if (!isBuffer(data)) return { ...bound, data: stored(data) };
  return { ...bound, buffer: data, ...(values && { values: stored(values) }) };
}

function mistakeInShape(name: string, shape: readonly number[], given: readonly number[]): Diagnostic | undefined {
  if (given.length !== shape.length) return codes.wrongRank(name, shape.length, given);
  if (given.some((size, axis) => size !== shape[axis])) return codes.wrongShape(name, shape, given);
  return shape.some((size) => size < 1) ? codes.emptyTensor(name, shape) : undefined;
}

/** What is wrong with the elements. A buffer, or an array that strides read, may be longer than what is read of it. */
function mistakeIn({ name, type, shape, span }: BoundTensor, data: TensorData | GPUBuffer, orBuffer: boolean): Diagnostic | undefined {
  const isOnDevice = orBuffer && isBuffer(data);
  const given = typeNameOf(data);
  if (!isOnDevice && given !== arrays[type].name && (type !== "f16" || given !== halves)) {
    return codes.wrongType(name, type, describeArrays(type) + (orBuffer ? " or GPUBuffer" : ""), given);
  }
  const elements = elementsIn(data, type);
  const isEnough = isOnDevice || span !== countOf(shape) ? elements >= span : elements === span;
  if (!isEnough) return codes.wrongSize(name, shape, span, elements);
  if (type !== "u32" || isBuffer(data)) return undefined;
  const large = data.findIndex((value) => value >= 2 ** 31);
  return large < 0 ? undefined : codes.largeUnsigned(name, data[large]!, large);
}

const halves = "Float16Array";

/** What a tensor of a type may be given as, on the CPU. */
const describeArrays = (type: StorageType): string => arrays[type].name + (type === "f16" ? ` of bit patterns or ${halves}` : "");

const typeNameOf = (data: unknown): string => (typeof data === "object" && data?.constructor?.name) || typeof data;

const isBuffer = (value: unknown): value is GPUBuffer => typeof value === "object" && value !== null && "mapState" in value;

const toShaped = (source: TensorSource): ShapedTensor => (typeof source === "object" && "data" in source ? source : { data: source });

function elementsIn(data: TensorData | GPUBuffer, type: StorageType): number {
  // A binding is made of whole words.
  return isBuffer(data) ? (Math.floor(data.size / 4) * 4) / arrays[type].BYTES_PER_ELEMENT : data.length;
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
      if (dim.kind !== "variable" || !shape) return;
      const { name } = dim;
      const found = shape[axis]!;
      const before = readFrom.get(name);
      if (before === undefined && Object.hasOwn(sizes, name)) return;
      if (!Number.isInteger(found) || found < 0) report.add(codes.badSize(name, found));
      else if (before === undefined) {
        sizes[name] = found;
        readFrom.set(name, input.name);
      } else if (sizes[name] !== found) report.add(codes.contradictorySizes(name, before, sizes[name]!, input.name, found));
    });
  }
}

/** The given shape, or the one that follows when a single dim is unknown: its size is the length over the other dims. */
function shapeOf({ name, type, dims }: Input, { data, shape }: ShapedTensor, sizes: CallSizes, report: Report): readonly number[] | undefined {
  if (shape?.length === dims.length) return shape;
  if (shape) return void report.add(codes.wrongRank(name, dims.length, shape));
  const known = dims.map((dim) => evaluateDim(dim, sizes));
  const unknown = dims.filter((_, axis) => known[axis] === undefined);
  const length = elementsIn(data, type) / countOf(known.map((size) => size ?? 1));
  if (unknown.length === 1 && Number.isInteger(length)) return known.map((size) => size ?? length);
  const names = unknown.flatMap((dim) => (dim.kind === "variable" ? dim.name : []));
  if (unknown.length > 0) report.add(codes.unreadableSize(name, names.join("`, `")));
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
  return Number.isNaN(value) ? undefined : value;
}

/** Every captured tensor, bound; those whose size could not be read, which was reported then, are left out. */
export function bindInputs(
  inputs: readonly Input[],
  tensors: Readonly<Record<string, TensorSource | undefined>>,
  sizes: CallSizes,
  report: Report,
): Map<string, BoundTensor> {
  const bound = new Map<string, BoundTensor>();
  for (const { name, type, dims } of inputs) {
    const shape = dims.flatMap((dim) => evaluateDim(dim, sizes) ?? []);
    const source = tensors[name];
    if (source !== undefined && shape.length < dims.length) continue;
    const tensor = bindTensor(name, type, shape, source, report);
    if (tensor) bound.set(name, tensor);
  }
  return bound;
}
