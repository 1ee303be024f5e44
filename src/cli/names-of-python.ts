/** @file What a command line says of the names that a `.py` file uses and does not define: tensors by files or declarations, params by value. */
import { badValue, onlyPython } from "#src/diagnostics/codes/usage.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { bool, f32, i32, type Inputs, type Params } from "#src/frontend/attention.ts";
import { storageTypes, type StorageType } from "#src/ir/types.ts";
import type { FreeNames } from "#src/node/load-variants.ts";
import { checkStdin, inputPaths, readNamed, type NamedTensor } from "./tensor-arguments.ts";
import * as values from "./values.ts";

/** The options of the commands that need types and dims, and no values. */
export const nameOptions = {
  input: { value: "NAME=…", many: true, help: "of a .py file: a tensor it uses, as f32[Hq], or a .npy file that has type and dims" },
  param: { value: "NAME=VALUE", many: true, help: "of a .py file: a number it uses, and its value by default" },
} as const;

/** The params as declarations: a number with a point or an exponent is an f32. */
export function declaredParams(texts: readonly string[], params: Readonly<Record<string, number | boolean>>): Params {
  const isWhole = (name: string): boolean => texts.some((text) => text.startsWith(`${name}=`) && /=[+-]?\d+$/.test(text));
  const declare = (name: string, value: number | boolean): Params[string] => {
    if (typeof value === "boolean") return bool(value);
    return isWhole(name) && Math.abs(value) < 2 ** 31 ? i32(value) : f32(Number.isFinite(value) ? value : 0);
  };
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, declare(name, value)]));
}

/** Tensors at hand and params: what `run` and `plan` know. */
export function namesInCall(
  tensors: ReadonlyMap<string, NamedTensor>,
  texts: readonly string[],
  params: Readonly<Record<string, number | boolean>>,
): FreeNames {
  const inputs = [...tensors].map(([name, { type, shape }]) => [name, { kind: "declaration", type, args: shape }] as const);
  return { inputs: Object.fromEntries(inputs), params: declaredParams(texts, params) };
}

const ending = ".py";

interface Given {
  readonly input: readonly string[];
  readonly param: readonly string[];
}

const declaration = new RegExp(`^(${storageTypes.join("|")})\\[(.*)\\]$`);

/** `--input slope=f32[Hq]`, `--input bias=bias.npy`, `--param window=256`. */
export async function declaredNames({ input, param }: Given, files: readonly string[], report: Report): Promise<FreeNames> {
  const other = files.find((file) => !file.endsWith(ending));
  if (other !== undefined && input.length > 0) report.add(onlyPython("--input", other));
  const all = inputPaths(input, report);
  const paths = new Map([...all].filter(([, text]) => !declaration.test(text)));
  checkStdin([...files, ...paths.values()], report);
  const params = declaredParams(param, values.params(param, report));
  report.stop();
  const inputs: Record<string, Inputs[string]> = {};
  for (const [name, text] of all) {
    const [, type, dims] = declaration.exec(text) ?? [];
    if (type === undefined) continue;
    inputs[name] = { kind: "declaration", type: type as StorageType, args: dims!.split(",").flatMap((dim) => dimOf(name, dim.trim(), report)) };
  }
  report.stop();
  const { inputs: read } = namesInCall(await readNamed(paths), [], {});
  return { inputs: { ...inputs, ...read }, params };
}

function dimOf(name: string, text: string, report: Report): (string | number)[] {
  if (/^\d+$/.test(text)) return [Number(text)];
  if (/^[\w\s+*()-]+$/.test(text)) return [text];
  if (text !== "") report.add(badValue(`--input ${name}`, text, "dims: sizes, whole numbers, sums and products of them"));
  return [];
}
