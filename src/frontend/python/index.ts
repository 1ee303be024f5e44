/** @file Python text → variants: the third front end, for the `score_mod`s and `mask_mod`s that people have. */
import { createReport, type Report } from "#src/diagnostics/report.ts";
import type * as ast from "#grammar/ast.ts";
import { parsePython } from "#grammar/python/parse.ts";
import type { Variant } from "#src/ir/variant.ts";
import type { Tensor } from "#src/ir/tensor.ts";
import { bool, f32, i32, type Inputs, type Params } from "../attention.ts";
import { lowerFile } from "../lower.ts";
import { readDeclarations } from "./declarations.ts";
import { lowerModule } from "./variants.ts";

export interface PythonOptions {
  /** How diagnostics name the text; default `<text>`. Of a path, the last part without its ending names the variant of a file that is one. */
  readonly name?: string;
  /** A mod or generator by its name, or a score mod and a mask mod together, as `alibi+causal`; default: all that the file has. */
  readonly variant?: string;
  /** Captured tensors by the names that the mods use: `{ slope: f32("Hq") }`. */
  readonly inputs?: Inputs;
  /** The same by tensors at hand: their types and their dims, as they are. */
  readonly tensors?: Readonly<Record<string, Pick<Tensor, "type" | "shape">>>;
  /** Numbers that can change from call to call, by the names that the mods use: `{ window: 256 }`, or `{ cap: f32(30) }` to say the type. */
  readonly params?: Readonly<Record<string, Params[string] | number | boolean>>;
  /** Collects diagnostics, warnings among them; without it errors are thrown and warnings dropped. */
  readonly report?: Report;
}

/** The variants of a Python text, in order. Throws a `HeedError` with every mistake, unless a report collects them. */
export function fromPython(text: string, options: PythonOptions = {}): Variant[] {
  const report = options.report ?? createReport();
  const file = surfaceFromPython(text, { ...options, report });
  if (!options.report) report.stop();
  const variants = lowerFile(file, report);
  if (!options.report) report.stop();
  return variants;
}

/** The surface tree of a Python text; its mistakes are in the report. */
export function surfaceFromPython(text: string, options: PythonOptions & { readonly report: Report }): ast.File {
  const { name = "<text>", variant, inputs = {}, tensors = {}, params = {}, report } = options;
  const before = report.diagnostics.length;
  const tree = parsePython({ name, text }, report);
  const declared = readDeclarations(tree, { ...inputs, ...mapValues(tensors, ofTensor) }, mapValues(params, ofNumber), report);
  const failed = report.diagnostics.slice(before).some(({ severity }) => severity === "error");
  if (failed) return { kind: "file", items: [], span: tree.span };
  return lowerModule(tree, { declared, variant, fileName: fileNameOf(name) }, report);
}

function mapValues<T, U>(table: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, change(value)]));
}

const ofTensor = ({ type, shape }: Pick<Tensor, "type" | "shape">): Inputs[string] => ({ kind: "declaration", type, args: shape });

/** A whole number is an i32. */
function ofNumber(value: Params[string] | number | boolean): Params[string] {
  if (typeof value === "boolean") return bool(value);
  return typeof value === "number" ? (Number.isInteger(value) ? i32(value) : f32(value)) : value;
}

/** `masks/sliding-window.py` → `sliding_window`. */
function fileNameOf(path: string): string {
  const stem = path.replace(/^.*[/\\]/, "").replace(/\.\w+$/, "");
  const name = stem.replace(/\W+/g, "_").replace(/^(?=\d)/, "_");
  return /^_*$/.test(name) || /^<.*>$/.test(path) ? "variant" : name;
}
