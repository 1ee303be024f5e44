/** @file Tensors that a command line names, read from their files and brought to the types that a variant declares. */
import * as callCodes from "#src/diagnostics/codes/call.ts";
import * as codes from "#src/diagnostics/codes/usage.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { decodeHalf, encodeHalf } from "#src/ir/tensor.ts";
import type { StorageType } from "#src/ir/types.ts";
import type { Variant } from "#src/ir/variant.ts";
import { readTensorFile } from "#src/node/files/input.ts";
import type { FileTensor, TensorData } from "#src/node/files/tensor.ts";
import * as values from "./values.ts";

/** A tensor and how messages call it. */
export interface NamedTensor extends FileTensor {
  readonly label: string;
}

/** The options, for the tables of the commands that have them. */
export const inputOptions = {
  input: { value: "NAME=FILE", many: true, help: "a captured tensor, from a .npy file; once per tensor" },
  param: { value: "NAME=VALUE", many: true, help: "a param, where it is not to have its default; once per param" },
} as const;

/** `--input NAME=FILE`, as names and paths. */
export function inputPaths(texts: readonly string[], report: Report): Map<string, string> {
  return values.assignments("--input", texts, "a name and a file, as `slope=slope.npy`", report);
}

/** Standard input can stand for one file only. */
export function checkStdin(paths: readonly (string | undefined)[], report: Report): void {
  if (paths.filter((path) => path === "-").length > 1) report.add(codes.stdinTwice());
}

/** Reads one tensor per file. */
export async function readNamed(paths: ReadonlyMap<string, string>): Promise<Map<string, NamedTensor>> {
  const found = new Map<string, NamedTensor>();
  for (const [name, path] of paths) found.set(name, { ...(await readTensorFile(path)), label: path });
  return found;
}

/** The captured tensors as the variant declares them; names it does not know are reported. */
export function toInputs(tensors: ReadonlyMap<string, NamedTensor>, variant: Variant, report: Report): Record<string, FileTensor> {
  const names = variant.inputs.map((input) => input.name);
  for (const name of tensors.keys()) if (!names.includes(name)) report.add(callCodes.unknownTensor(name, names));
  const entries = variant.inputs.flatMap(({ name, type }) => {
    const tensor = tensors.get(name);
    return tensor ? [[name, convert(name, tensor, type, report)] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** A tensor in another type, where its values have a meaning there: files rarely hold just the type that was declared. */
export function convert(name: string, tensor: FileTensor, type: StorageType, report: Report): FileTensor {
  if (tensor.type === type) return tensor;
  const rule = conversions[`${tensor.type} ${type}`];
  const data = rule?.(tensor.data);
  if (data) return { type, shape: tensor.shape, data };
  report.add(callCodes.wrongType(name, type, `a tensor of ${type}`, rule ? `${tensor.type} with values that are not ${type}` : tensor.type));
  return tensor;
}

const toFloat = (data: TensorData): TensorData => Float32Array.from(data);
const toInt = (data: TensorData): TensorData => Int32Array.from(data);
const toUnsigned = (data: TensorData): TensorData => Uint32Array.from(data);

/** `from to`; `undefined` where a value does not fit. */
const conversions: Readonly<Record<string, (data: TensorData) => TensorData | undefined>> = {
  "f16 f32": (data) => Float32Array.from(data, decodeHalf),
  "f32 f16": (data) => Uint16Array.from(data, encodeHalf),
  "i32 f32": toFloat,
  "u32 f32": toFloat,
  "bool f32": toFloat,
  "bool i32": toInt,
  "bool u32": toUnsigned,
  "i32 u32": (data) => (data.every((value) => value >= 0) ? toUnsigned(data) : undefined),
  "u32 i32": (data) => (data.every((value) => value < 2 ** 31) ? toInt(data) : undefined),
  "i32 bool": (data) => (data.every((value) => value === 0 || value === 1) ? Uint8Array.from(data) : undefined),
};
