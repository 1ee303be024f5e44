/**
 * @file Variant + schedule → kernel text and manifest: names, layout and library around the skeleton. Never decides mathematics.
 */
import type { SectionName, Variant } from "#src/ir/variant.ts";
import { encodeMask } from "#src/ir/node-data.ts";
import { usesDot } from "#src/passes/index.ts";
import { hoistInvariants } from "#src/passes/hoist-invariants.ts";
import { createCapturedReads, type InRange } from "./captured.ts";
import { writeForward, type ForwardKernel } from "./kernel-forward.ts";
import { createLayout, printLayout, type Layout } from "./layout.ts";
import { libraryFor } from "./library.ts";
import type { KernelModule, KernelShape, Manifest } from "./manifest.ts";
import { createNamePool } from "./names.ts";
import { bytesPerKey, chooseSchedule, gpuStyle, type ScheduleStyle } from "./schedule.ts";
import { createWeave } from "./weave.ts";
import { createWriter, type WovenLines } from "./writer.ts";

/** A shape, and the machine to compile it for. */
export interface KernelTarget extends KernelShape {
  /** Default: for GPUs. */
  readonly style?: ScheduleStyle;
  readonly limits: { readonly workgroupBytes: number; readonly workgroupSize: number };
}

export interface EmittedKernel extends KernelModule {
  /** Which lines of the kernel are the user's, for mapping compile messages back. */
  readonly woven: readonly WovenLines[];
}

/** Bytes of workgroup memory one staged key takes for this variant; what a limit is held against when no schedule fits. */
export function workgroupBytesPerKey(variant: Variant, target: Pick<KernelTarget, "D" | "Dv">): number {
  return bytesPerKey({ ...target, extraBytesPerKey: 4 * hoistInvariants(variant).column.length });
}

/** The kernel of a variant whose passes have run, or `undefined` where no schedule fits the limits. */
export function emitKernel(variant: Variant, target: KernelTarget, inRange: InRange): EmittedKernel | undefined {
  const { style = gpuStyle } = target;
  const all = hoistInvariants(variant);
  const hoisted = style.staging === "workgroup" ? all : { ...all, column: [] };
  const schedule = chooseSchedule({ ...target, ...target.limits, style, extraBytesPerKey: 4 * hoisted.column.length });
  if (!schedule) return undefined;
  const pool = createNamePool(reserved);
  const layout = createLayout(pool);
  const body = createWriter();
  const entryPoint = pool.claim(`${variant.name}_forward`);
  const reads = createCapturedReads(variant.inputs, layout, inRange, pool);
  const weave = createWeave({
    variant,
    hoisted,
    pool,
    context: { variable: (name) => variableText(name, variant, layout), load: reads.read },
    keyIndex: "slot",
    comment: (name) => sectionComment(name, variant),
    span: (name) => variant.texts[name]?.span,
  });
  const kernel: ForwardKernel = { ...target, variant, entryPoint, schedule, usesDot: usesDot(variant), layout, weave };
  writeForward(kernel, body);
  const head = [...header(variant, target), ...printLayout(layout), ""];
  const library = [...libraryFor(body.text()), ...reads.functions()].flatMap((text) => [text, ""]);
  const before = [...head, ...library].join("\n");
  const offset = before.split("\n").length;
  return {
    wgsl: `${before}\n${body.text()}`,
    manifest: describeKernel(kernel, target),
    woven: body.wovenLines.map(({ first, last, span }) => ({ first: first + offset, last: last + offset, span })),
  };
}

/** Names the skeleton uses; the user's values take others. */
const reserved = `call q k v out lse plan b h hkv q_idx kv_idx score Hq Hkv D Dv ROWS KEYS BLOCK_Q BLOCK_KV TILES_PER_BLOCK QK_VECTORS V_VECTORS
  LOWEST MINUS_INF_BITS k_tile v_tile q_row accumulator row_max row_sum row_nan load_q load_k load_v stage dot_product accumulate attend_full
  attend_partial Call group grid lane tile tiles q_block in_block row is_row q_at plan_row plan_table plan_list plan_step segment segment_end middle run end_word end first keys j d i at key last weight
  shrink sums slot is_full run_first run_end k_vector v_vector attend is_dead inverse out_at sum_lse`.split(/\s+/);

const inKernel = new Set(["b", "h", "hkv", "q_idx", "kv_idx", "score", "Hq", "Hkv", "D", "Dv"]);

/** A variable's WGSL: the kernel's own, or a uniform. */
function variableText(name: string, variant: Variant, layout: Layout): string {
  if (inKernel.has(name)) return name;
  if (name === "inf") return layout.uniform("inf", "f32", { kind: "infinity" });
  const param = variant.params.find((candidate) => candidate.name === name);
  if (!param) return layout.uniform(name, "i32", { kind: "size", name });
  const text = layout.uniform(name, param.type === "bool" ? "u32" : param.type, { kind: "param", name });
  return param.type === "bool" ? `bool(${text})` : text;
}

function header(variant: Variant, { dtype, D, Dv, Hq, Hkv, block }: KernelTarget): string[] {
  const heads = `${Hq} query heads over ${Hkv}, head dims ${D} and ${Dv}`;
  const line = `// ${variant.name}: attention forward, ${dtype} storage, ${heads}, blocks of ${block[0]} x ${block[1]}.`;
  return [line, "// Generated by heed.", ...(dtype === "f16" ? ["enable f16;"] : []), ""];
}

function sectionComment(name: SectionName, variant: Variant): string {
  return `${variant.name}: ${name} = ${variant.texts[name]?.text ?? "…"}`;
}

function describeKernel(kernel: ForwardKernel, target: KernelTarget): Manifest {
  const { variant, entryPoint, schedule, layout } = kernel;
  const { Hq, Hkv, D, Dv, dtype, block, scale } = target;
  return {
    format: "heed-kernel-1",
    name: variant.name,
    entryPoint,
    dtype,
    Hq,
    Hkv,
    D,
    Dv,
    ...(scale === undefined ? {} : { scale }),
    block,
    workgroup: { size: schedule.rows, bytes: schedule.workgroupBytes, tilesPerBlock: schedule.tilesPerBlock },
    features: dtype === "f16" ? ["shader-f16"] : [],
    bindings: layout.bindings,
    uniforms: layout.uniforms,
    params: variant.params.map(({ name, type, value }) => ({ name, type, value })),
    mask: encodeMask(variant),
  };
}
