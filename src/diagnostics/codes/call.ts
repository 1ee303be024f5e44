/** @file What is wrong with a compile request or a call (H5xx): sizes, tensors, params. Nothing runs before all of it holds. */
import { error, type Diagnostic } from "../diagnostic.ts";

const list = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

export const missingTensor = (name: string, type: string): Diagnostic => error("H501", `the ${type} tensor \`${name}\` is missing`);

export const wrongRank = (name: string, rank: number, shape: readonly number[]): Diagnostic =>
  error("H502", `\`${name}\` has rank ${rank} and is given shape ${list(shape)}`);

export const wrongSize = (name: string, shape: readonly number[], wanted: number, given: number): Diagnostic =>
  error("H503", `\`${name}\` needs ${wanted} elements for shape ${list(shape)} and has ${given}`);

export const wrongShape = (name: string, shape: readonly number[], given: readonly number[]): Diagnostic =>
  error("H503", `\`${name}\` must have shape ${list(shape)} and has ${list(given)}`);

export const wrongType = (name: string, type: string, wanted: string, given: string): Diagnostic =>
  error("H504", `\`${name}\` is ${type} and is given as ${given}`, { help: `give it as ${wanted}` });

export const contradictorySizes = (size: string, first: string, one: number, second: string, other: number): Diagnostic =>
  error("H505", `\`${size}\` is ${one} by \`${first}\` and ${other} by \`${second}\``);

export const headRatio = (Hq: number, Hkv: number): Diagnostic =>
  error("H506", `${Hq} query heads cannot share ${Hkv} key/value heads`, { help: "Hq must be a multiple of Hkv" });

export const headDimension = (name: string, given: number): Diagnostic =>
  error("H507", `\`${name}\` is ${given} and must be a whole number from 1 to 256`);

export const badSize = (name: string, given: unknown, most: number = 2 ** 27): Diagnostic =>
  error("H508", `the size \`${name}\` is ${String(given)} and must be a whole number from 1 to ${most}`);

const paramRules: Readonly<Record<string, string>> = { i32: "a whole number of 32 bits", f32: "a finite number within f32", bool: "true or false" };

export const badParam = (name: string, type: string, given: unknown): Diagnostic =>
  error("H509", `the param \`${name}\` is ${String(given)} and must be ${paramRules[type]}`);

const known = (what: string, names: readonly string[]): { help: string } => ({ help: `known ${what}s: ${names.join(", ") || "none"}` });

export const unknownParam = (name: string, names: readonly string[]): Diagnostic =>
  error("H510", `there is no param \`${name}\``, known("param", names));

export const unknownTensor = (name: string, names: readonly string[]): Diagnostic =>
  error("H511", `there is no tensor \`${name}\``, known("tensor", names));

export const badBlock = (block: readonly unknown[]): Diagnostic =>
  error("H512", `the block size ${block.map(String).join(" x ")} is not two whole numbers from 16 to 256`);

export const unreadableSize = (name: string, size: string): Diagnostic =>
  error("H513", `\`${size}\` cannot be read from the length of \`${name}\``, { help: `give \`${name}\` as { data, shape }` });

export const largeUnsigned = (name: string, value: number, at: number): Diagnostic =>
  error("H514", `\`${name}\` holds ${value} at ${at}, too large to be read as i32`);

export const badStrides = (name: string, strides: readonly unknown[]): Diagnostic =>
  error("H515", `the strides of \`${name}\` are ${strides.map(String).join(", ")} and must be four whole numbers within 2147483648 elements`);

export const overlappingStrides = (name: string, strides: readonly number[]): Diagnostic =>
  error("H521", `the strides of \`${name}\` are ${strides.join(", ")} and lay two elements in one place`);

export const notABuffer = (name: string, isResult: boolean): Diagnostic =>
  error("H516", `\`${name}\` must be a GPUBuffer here`, {
    help: isResult ? "leave it out of `run` to get a new one" : "`run` takes arrays too",
  });

export const missingUsage = (name: string, usage: string): Diagnostic => error("H517", `the buffer \`${name}\` lacks GPUBufferUsage.${usage}`);

export const badDtype = (given: unknown): Diagnostic => error("H518", `the dtype ${String(given)} is neither f32 nor f16`);

export const badScale = (given: unknown): Diagnostic => error("H519", `the scale is ${String(given)} and must be a finite number`);

export const emptyTensor = (name: string, shape: readonly number[]): Diagnostic => error("H520", `\`${name}\` is empty: its shape is ${list(shape)}`);

export const badKeys = (keys: readonly unknown[], Skv: number): Diagnostic =>
  error("H522", `the shard of keys [${keys.map(String).join(", ")}) is not a range of whole numbers within 0 and Skv, which is ${Skv}`);

export const badSchedule = (phase: string, reasons: readonly string[]): Diagnostic =>
  error("H523", `the ${phase} schedule cannot run here: ${reasons.join("; ")}`);

export const unlikeParts = (name: string, wanted: number, given: number): Diagnostic =>
  error("H524", `the parts differ: \`${name}\` has ${wanted} elements in the first and ${given} in another`);

export const mixedParts = (wanted: string, given: string): Diagnostic =>
  error("H524", `the parts differ: \`out\` is ${wanted} in the first and ${given} in another`);

export const noParts = (): Diagnostic => error("H525", "there are no parts to combine");

export const badTuning = (place: string, wanted: string, given: unknown): Diagnostic =>
  error("H526", `${place} is ${JSON.stringify(given) ?? "missing"} and must be ${wanted}`, {
    help: "give what `heed tune` of this version of Heed writes",
  });

export const unpackedStrides = (name: string): Diagnostic =>
  error("H527", `the kernel takes four elements of \`${name}\` at a time, and its strides are not multiples of four with columns side by side`, {
    help: "compile with `packed: false`, which takes any strides",
  });

export const badFamily = (given: unknown, families: readonly string[]): Diagnostic =>
  error("H528", `the family ${String(given)} is none of ${families.join(", ")}`);
