/** @file `heed run`: a variant on tensors from files, on the GPU or by the dense reference. */
import * as codes from "#src/diagnostics/codes/usage.ts";
import type { Report } from "#src/diagnostics/report.ts";
import { encodeHalf } from "#src/ir/tensor.ts";
import type { Variant } from "#src/ir/variant.ts";
import { readTensors } from "#src/node/files/input.ts";
import { writeOutput } from "#src/node/files/output.ts";
import { encodeSafetensors } from "#src/node/files/safetensors.ts";
import type { FileTensor } from "#src/node/files/tensor.ts";
import { runDense, type DenseSizes } from "#src/reference/dense.ts";
import { pickAttention, readSizes } from "../attention-tensors.ts";
import { oneVariant, variantOption } from "../choose-variant.ts";
import { defineCommand, type Call, type Command } from "../command.ts";
import { denseProblem, type DenseCall } from "../dense-call.ts";
import { namesInCall } from "../names-of-python.ts";
import type { Progress } from "../progress.ts";
import { checkStdin, convert, inputOptions, inputPaths, readNamed, toInputs, type NamedTensor } from "../tensor-arguments.ts";
import { tuningFrom, tuningOption } from "../tuning-option.ts";
import * as values from "../values.ts";
import { familyForOnce } from "../once.ts";

const devices = ["webgpu", "reference"] as const;
const dtypes = ["f32", "f16"] as const;

const options = {
  variant: variantOption,
  q: { value: "FILE", help: "queries, [B, Hq, Sq, D], from a .npy file" },
  k: { value: "FILE", help: "keys, [B, Hkv, Skv, D]" },
  v: { value: "FILE", help: "values, [B, Hkv, Skv, Dv]" },
  tensors: { value: "FILE", help: "all of them and the captured tensors by name, from a .safetensors file" },
  ...inputOptions,
  scale: { value: "X", help: "what scores are multiplied by (1/√D)" },
  device: { value: "DEVICE", help: "webgpu, or reference: dense, in float64, without a GPU (webgpu)" },
  dtype: { value: "TYPE", help: "storage of q, k, v and out: f32 or f16 (that of q)" },
  block: { value: "N[xM]", help: "rows and keys of a block of the plan, 16 to 256 (64)" },
  tuning: tuningOption,
  out: { value: "FILE", short: "o", help: "the .safetensors file to write" },
} as const;

/** The command. */
export const run: Command = defineCommand({
  usage: "FILE (--q FILE --k FILE --v FILE | --tensors FILE) -o OUT",
  about: [
    "Runs a variant on tensors and writes `out` [B, Hq, Sq, Dv] and `lse` [B, Hq, Sq], the natural",
    "logarithm of each row's sum, to a .safetensors file. Sizes are those of the tensors.",
    "Names that begin with `golden.` in the file of --tensors are left alone. A .py file finds tensors and",
    "params under the names that it uses.",
  ],
  files: [1, 1],
  options,
  examples: [
    "alibi.attn --q q.npy --k k.npy --v v.npy --input slope=slope.npy -o out.safetensors",
    "window.attn --tensors t.safetensors --param window=128 --dtype f16 -o out.safetensors",
    "causal.attn --tensors t.safetensors --device reference -o - > out.safetensors",
  ],
  run: runRun,
});

async function runRun(call: Call<typeof options>): Promise<number> {
  const { files, options: given, io, report, progress } = call;
  const file = files[0]!;
  const device = values.oneOf("--device", given.device, devices, report) ?? "webgpu";
  const dtype = values.oneOf("--dtype", given.dtype, dtypes, report);
  const scale = values.finiteNumber("--scale", given.scale, report);
  const block = values.block(given.block, report);
  const params = values.params(given.param, report);
  const paths = tensorPaths(given, file, report);
  report.stop();
  if (device === "webgpu") {
    const { reexecWithAdapter } = await import("#src/node/reexec.ts");
    // The child has done everything, and said how it went.
    if (await reexecWithAdapter()) return Number(process.exitCode);
  }
  const tensors = await readAll(given.tensors, paths);
  const captured = new Map([...tensors].filter(([name]) => !["q", "k", "v"].includes(name)));
  const variant = await oneVariant(file, given.variant, report, namesInCall(captured, given.param, params));
  const request = prepare(variant, tensors, { params, scale, dtype }, report);
  const result =
    device === "reference"
      ? runReference(variant, request, report, progress)
      : await runWebgpu(variant, request, { block, tuning: given.tuning }, report);
  const path = given.out!;
  await writeOutput(path, encodeSafetensors(new Map(Object.entries(result))), io.stdout);
  if (path !== "-") await tell(path, result, given.json, call);
  return 0;
}

function tensorPaths(given: Call<typeof options>["options"], file: string, report: Report): Map<string, string> {
  const paths = inputPaths(given.input, report);
  for (const name of ["q", "k", "v"] as const) {
    const path = given[name];
    if (path !== undefined && given.tensors !== undefined) report.add(codes.conflictingOptions(`--${name}`, "--tensors"));
    if (path === undefined && given.tensors === undefined)
      report.add(codes.missingOption(`--${name}`, "run", "or give all tensors with `--tensors`"));
    if (path !== undefined) paths.set(name, path);
  }
  if (given.out === undefined) report.add(codes.missingOption("--out", "run", "name the file to write, as in `-o out.safetensors`, or `-`"));
  checkStdin([file, given.tensors, ...paths.values()], report);
  return paths;
}

/** The tensors of the one file and those of single files; a single file goes before. */
async function readAll(file: string | undefined, paths: ReadonlyMap<string, string>): Promise<Map<string, NamedTensor>> {
  const found = file === undefined ? [] : [...(await readTensors(file))].filter(([name]) => !name.startsWith("golden."));
  const named = found.map(([name, tensor]) => [name, { ...tensor, label: `${file}: ${name}` }] as const);
  return new Map<string, NamedTensor>([...named, ...(await readNamed(paths))]);
}

interface Settings {
  readonly params: Readonly<Record<string, number | boolean>>;
  readonly scale: number | undefined;
  readonly dtype: "f32" | "f16" | undefined;
}

interface Request extends DenseCall {
  readonly dtype: "f32" | "f16";
}

function prepare(variant: Variant, tensors: ReadonlyMap<string, NamedTensor>, { params, scale, dtype: wish }: Settings, report: Report): Request {
  const attention = pickAttention(tensors, report);
  const sizes = readSizes(attention, report);
  const dtype = wish ?? (attention.q.type as "f32" | "f16");
  const captured = new Map([...tensors].filter(([name]) => !(name in attention)));
  const inputs = toInputs(captured, variant, report);
  const [q, k, v] = (["q", "k", "v"] as const).map((name) => convert(name, attention[name], dtype, report));
  report.stop();
  return { sizes, q: q!, k: k!, v: v!, inputs, params, scale, dtype };
}

type Result = Readonly<Record<"out" | "lse", FileTensor>>;

const shapesOf = ({ B, Hq, Sq, Dv }: DenseSizes) => ({ out: [B, Hq, Sq, Dv], lse: [B, Hq, Sq] });

function runReference(variant: Variant, request: Request, report: Report, progress: Progress): Result {
  const problem = denseProblem(variant, request, report);
  const { B, Hq, Sq } = request.sizes;
  let rows = 0;
  const { out, lse } = runDense(variant, { ...problem, onRow: () => progress.show(++rows / (B * Hq * Sq), `row ${rows} of ${B * Hq * Sq}`) });
  const shapes = shapesOf(request.sizes);
  return {
    out: { type: request.dtype, shape: shapes.out, data: request.dtype === "f16" ? Uint16Array.from(out, encodeHalf) : Float32Array.from(out) },
    lse: { type: "f32", shape: shapes.lse, data: Float32Array.from(lse) },
  };
}

interface Wishes {
  readonly block: readonly [number, number] | undefined;
  readonly tuning: string | undefined;
}

/** The GPU's side is loaded here, so that the reference needs none of it. */
async function runWebgpu(variant: Variant, request: Request, { block, tuning }: Wishes, report: Report): Promise<Result> {
  const { openDevice, closeDevices } = await import("#src/node/dawn.ts");
  const { compile } = await import("#src/runtime/compile.ts");
  const { sizes, q, k, v, inputs, params, scale, dtype } = request;
  const { B, Hq, Hkv, Sq, Skv, D, Dv } = sizes;
  const device = await openDevice({ features: dtype === "f16" ? ["shader-f16"] : [] });
  try {
    const tuned = await tuningFrom(tuning, device, report);
    const optional = { ...(scale === undefined ? {} : { scale }), ...(block === undefined ? {} : { block }), ...tuned };
    const kernel = await compile(variant, { device, Hq, Hkv, D, Dv, dtype, ...familyForOnce(device, sizes), ...optional });
    const { out, lse } = await kernel.run({ q, k, v, ...inputs }, { B, Sq, Skv, params });
    const shapes = shapesOf(sizes);
    return {
      out: { type: dtype, shape: shapes.out, data: out as FileTensor["data"] },
      lse: { type: "f32", shape: shapes.lse, data: lse as FileTensor["data"] },
    };
  } finally {
    closeDevices();
  }
}

/** What was written: a line for people, an object for programs. */
async function tell(path: string, result: Result, json: boolean, { io }: Call<typeof options>): Promise<void> {
  const tensors = Object.entries(result).map(([name, { type, shape }]) => ({ name, type, shape }));
  if (json) await writeOutput("-", `${JSON.stringify({ file: path, tensors })}\n`, io.stdout);
  else io.stderr.write(`wrote ${path}: ${tensors.map(({ name, type, shape }) => `${name} ${type}[${shape.join(", ")}]`).join(", ")}\n`);
}
