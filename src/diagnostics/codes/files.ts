/**
 * @file H7xx: what can be wrong with the files that come in and go out. Names and texts found inside a file are cut short and freed of
 * control characters before they are shown: a file may come from anybody.
 */
import { error, warning, type Diagnostic } from "../diagnostic.ts";

/** The tensor a message is about: a whole `.npy` file, or one tensor of a `.safetensors` file. */
export interface TensorPlace {
  readonly file: string;
  readonly tensor?: string | undefined;
}

/** Text from a file, fit to be shown: short, on one line, without characters that steer a terminal. */
function showable(text: string): string {
  const line = text.replace(/[\t\r\n]+/g, " ").trim();
  const short = line.length > 60 ? `${line.slice(0, 60)}…` : line;
  return short.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\uFFFD");
}

/** Text from a file in backticks, made fit to be shown. */
export const quote = (text: string): string => `\`${showable(text)}\``;

const count = (amount: number | bigint, noun: string) => `${amount} ${noun}${Number(amount) === 1 ? "" : "s"}`;
const bytes = (amount: number | bigint) => count(amount, "byte");
const shapeText = (shape: readonly number[]) => `[${shape.join(", ")}]`;
const subject = ({ file, tensor }: TensorPlace) => (tensor === undefined ? `\`${file}\`` : `tensor ${quote(tensor)} of \`${file}\``);

// The file itself.

/** The file is missing, is a directory, may not be read, … */
export const cannotRead = (file: string, reason: string): Diagnostic => error("H701", `\`${file}\` cannot be read: ${reason}`);

/** More bytes than one buffer holds; `has` is unknown for a stream, which is left as soon as it passes the limit. */
export const fileTooLarge = (file: string, has: number | undefined, limit: number): Diagnostic =>
  error("H702", `\`${file}\` has ${has === undefined ? `more than ${bytes(limit)}` : bytes(has)}, and at most ${limit} can be read`, {
    help: "split the tensors, for example by batch or head",
  });

export const emptyFile = (file: string): Diagnostic => error("H703", `\`${file}\` is empty`);

/** Neither of the two formats, by its first bytes. */
export const unknownFormat = (file: string, isZip: boolean): Diagnostic =>
  error("H704", `\`${file}\` is neither a \`.npy\` nor a \`.safetensors\` file`, {
    help: isZip ? "a `.npz` or `.pt` archive is not read; save each tensor with `numpy.save`" : "save tensors with `numpy.save` or `safetensors`",
  });

/** The output could not be written; what was there before is untouched. */
export const cannotWrite = (file: string, reason: string): Diagnostic => error("H705", `\`${file}\` cannot be written: ${reason}`);

/** One tensor was asked for and the file has none, or several. */
export const notOneTensor = (file: string, names: readonly string[]): Diagnostic =>
  error("H706", `\`${file}\` holds ${count(names.length, "tensor")} where one is needed`, {
    notes: names.length === 0 ? [] : [{ message: `it holds ${names.slice(0, 8).map(quote).join(", ")}${names.length > 8 ? ", …" : ""}` }],
    help: "give it in a file of its own, or pass the whole file with `--tensors`",
  });

/** Named tensors were asked for and the file is a `.npy`. */
export const noTensorNames = (file: string): Diagnostic =>
  error("H707", `\`${file}\` is a \`.npy\` file, whose one tensor has no name`, {
    help: "pass it by name, as in `--q q.npy` or `--input bias=bias.npy`",
  });

/** The one name a `.safetensors` file keeps for itself. */
export const reservedTensorName = (name: string): Diagnostic =>
  error("H708", `a tensor named ${quote(name)} cannot be written to a \`.safetensors\` file`, { help: "the format keeps this name for itself" });

/** The file ends inside its first few bytes. */
export const fileTooShort = (file: string, format: string, needs: number, has: number): Diagnostic =>
  error("H709", `\`${file}\` breaks off: a \`${format}\` file begins with ${bytes(needs)} before its header, the file has ${bytes(has)}`);

// The header of a .npy file.

export const npyMagic = (file: string, found: readonly number[]): Diagnostic =>
  error("H710", `\`${file}\` is not a \`.npy\` file: it begins with ${found.map((b) => b.toString(16).padStart(2, "0")).join(" ")}`, {
    help: "a `.npy` file begins with 93 4e 55 4d 50 59",
  });

export const npyVersion = (file: string, major: number, minor: number): Diagnostic =>
  error("H711", `\`${file}\` has version ${major}.${minor} of the \`.npy\` format; versions 1.0, 2.0 and 3.0 are read`);

/** A header may be truncated, or claim more than any header needs. */
export const headerLength = (file: string, says: number | bigint, has: number): Diagnostic =>
  error("H712", `the header of \`${file}\` says it has ${bytes(says)}, the file has ${has} left`);

export const headerTooLong = (file: string, says: number | bigint, limit: number): Diagnostic =>
  error("H713", `the header of \`${file}\` says it has ${bytes(says)}, more than the ${limit} a header may have`);

/** The header is not the literal it should be. */
export const headerSyntax = (file: string, expected: string, offset: number, found: string): Diagnostic =>
  error("H714", `the header of \`${file}\` has ${found === "" ? "its end" : quote(found)} at offset ${offset} where ${expected} is expected`);

export const headerEncoding = (file: string): Diagnostic => error("H715", `the header of \`${file}\` is not valid UTF-8`);

export const duplicateKey = (file: string, key: string): Diagnostic => error("H716", `the header of \`${file}\` has the key ${quote(key)} twice`);

export const missingField = (place: TensorPlace, key: string): Diagnostic => error("H717", `the header of ${subject(place)} lacks ${quote(key)}`);

/** Refused rather than skipped: it could change what the bytes mean. */
export const unknownField = (place: TensorPlace, key: string): Diagnostic =>
  error("H718", `the header of ${subject(place)} has the unknown key ${quote(key)}`);

export const wrongField = (place: TensorPlace, key: string, expected: string, found: string): Diagnostic =>
  error("H719", `the header of ${subject(place)} has ${found} for ${quote(key)} where ${expected} is expected`);

// Where a .safetensors file keeps its tensors.

export const badOffset = (place: TensorPlace, shown: string): Diagnostic =>
  error("H720", `${subject(place)} has ${shown} among its \`data_offsets\`, which are two whole numbers from 0`);

export const offsetsReversed = (place: TensorPlace, begin: number, end: number): Diagnostic =>
  error("H721", `${subject(place)} ends at offset ${end}, before its begin at ${begin}`);

export const offsetPastEnd = (place: TensorPlace, end: number, has: number): Diagnostic =>
  error("H722", `${subject(place)} ends at offset ${end}, the file has ${bytes(has)} of data`);

export const overlappingTensors = (place: TensorPlace, begin: number, other: string, end: number): Diagnostic =>
  error("H723", `${subject(place)} begins at offset ${begin}, inside tensor ${quote(other)}, which ends at ${end}`);

export const holeBetweenTensors = (place: TensorPlace, begin: number, end: number): Diagnostic =>
  error("H724", `${subject(place)} begins at offset ${begin}, and the ${bytes(begin - end)} before it belong to no tensor`);

export const trailingBytes = (file: string, extra: number): Diagnostic => error("H725", `\`${file}\` has ${bytes(extra)} after its last tensor`);

// What a tensor holds.

export const unsupportedDtype = (place: TensorPlace, dtype: string): Diagnostic =>
  error("H730", `${subject(place)} holds elements of type ${quote(dtype)}, which are not read`, {
    help: "convert it to 32-bit floats, 16-bit floats, 32-bit integers or booleans before saving",
  });

/** Object arrays are pickles: programs, not data. */
export const objectArray = (place: TensorPlace): Diagnostic =>
  error("H731", `${subject(place)} holds Python objects, which are never read`, { help: "save an array of numbers" });

export const badDimension = (place: TensorPlace, shown: string): Diagnostic =>
  error("H732", `${subject(place)} has ${shown} in its shape, where a dimension is a whole number from 0 to 2147483647`);

export const tooManyDimensions = (place: TensorPlace, rank: number, limit: number): Diagnostic =>
  error("H733", `${subject(place)} has ${rank} dimensions, more than the ${limit} that are read`);

/** The shape and the element type do not multiply to the bytes that are there. */
export const dataLength = (place: TensorPlace, shape: readonly number[], elementBytes: number, has: number): Diagnostic => {
  const needs = shape.reduce((product, dim) => product * BigInt(dim), BigInt(elementBytes));
  return error("H734", `${subject(place)} has ${bytes(has)} of data, and shape ${shapeText(shape)} of ${elementBytes}-byte elements needs ${needs}`);
};

export const valueDoesNotFit = (place: TensorPlace, value: bigint, index: readonly number[]): Diagnostic =>
  error("H735", `${subject(place)} has the value ${value} at ${shapeText(index)}, which does not fit a 32-bit integer`);

/** The file could be held, but not its elements beside it. */
export const outOfMemory = (place: TensorPlace, has: number): Diagnostic =>
  error("H736", `${subject(place)} has ${bytes(has)} of data, more than there is memory for`, {
    help: "split the tensor, for example by batch or head",
  });

// Tunings.

export const notJson = (file: string, reason: string): Diagnostic => error("H740", `\`${file}\` is not JSON: ${showable(reason)}`);

/** The schedules are left alone. */
export const tunedElsewhere = (file: string, tuned: string, here: string): Diagnostic =>
  warning("W741", `\`${file}\` was tuned on ${quote(tuned)}, and this is ${quote(here)}: its schedules are not taken`, {
    help: "run `heed tune` here",
  });

/** The entry is left alone. */
export const tunedUnfit = (file: string, entry: number, reasons: readonly string[]): Diagnostic =>
  warning("W743", `the schedule of \`entries[${entry}]\` of \`${file}\` cannot run here, and is not taken: ${reasons.join("; ")}`, {
    help: "run `heed tune` again, with this version of Heed",
  });

// Files that a command begins for its user.

/** It is left as it is. */
export const fileExists = (file: string): Diagnostic =>
  error("H742", `\`${file}\` is there already, and is not overwritten`, { help: "choose another name, or another folder with `--out`" });
