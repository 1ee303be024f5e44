/**
 * @file What stands around a skeleton, whichever it is: names, bindings and uniforms, reads and the user's code for it to ask for; then its text
 * with all that was asked for in front.
 */
import { topological } from "#src/ir/node.ts";
import { inputsIn, variablesIn } from "#src/ir/variables.ts";
import { rootsOf, type SectionName, type Variant } from "#src/ir/variant.ts";
import type { Hoisted } from "#src/passes/hoist-invariants.ts";
import { createCapturedReads, type InRange } from "./captured.ts";
import { createLayout, printLayout, type Layout } from "./layout.ts";
import { libraryFor } from "./library.ts";
import type { Uniform } from "./manifest.ts";
import { createNamePool } from "./names.ts";
import { createWeave, type Weave, type WeaveRequest } from "./weave.ts";
import type { WovenLines, Writer } from "./writer.ts";

export interface FrameRequest extends Pick<WeaveRequest, "variant" | "ofHead" | "ofRow" | "ofKey" | "ofDiagonal"> {
  readonly hoisted: Hoisted;
  readonly inRange: InRange;
  /** Names the skeleton uses; the user's values take others. */
  readonly reserved: readonly string[];
  /** The uniforms that it has in any case. */
  readonly uniforms: readonly Uniform[];
  /** What the entry point should be called. */
  readonly entryPoint: string;
  /** Where the skeleton keeps a variable of the language; default: under its name. */
  readonly place?: (name: string) => string;
}

/** A kernel's text, and which of its lines are the user's, for mapping compile messages back. */
export interface EmittedText {
  readonly wgsl: string;
  readonly woven: readonly WovenLines[];
}

export interface Frame {
  readonly entryPoint: string;
  readonly layout: Layout;
  readonly weave: Weave;
  /** The whole text: a head, what the skeleton asked for, the skeleton. */
  text(head: readonly string[], body: Writer): EmittedText;
}

export function createFrame({ variant, hoisted, inRange, reserved, uniforms, entryPoint, place = (name) => name, ...places }: FrameRequest): Frame {
  // `i` is the index in the accessors of captured tensors.
  const pool = createNamePool(["call", "Call", "i", ...variables, ...reserved]);
  const layout = createLayout(pool, uniforms);
  const claimed = pool.claim(entryPoint);
  const reads = createCapturedReads(variant.inputs, layout, inRange, pool);
  const asUniforms = reckonsWithSizes(variant);
  const isPlaced = (name: string): boolean => variables.includes(name) && !(asUniforms && constants.includes(name));
  const weave = createWeave({
    ...places,
    variant,
    hoisted,
    pool,
    context: { variable: (name) => (isPlaced(name) ? place(name) : variableText(name, variant, layout)), load: reads.read },
    comment: (name) => sectionComment(name, variant),
    span: (name) => variant.texts[name]?.span,
  });
  return {
    entryPoint: claimed,
    layout,
    weave,
    text(head, body) {
      const library = [...libraryFor(body.text()), ...reads.functions()].flatMap((text) => [text, ""]);
      const before = [...head, ...printLayout(layout), "", ...library].join("\n");
      const offset = before.split("\n").length;
      return {
        wgsl: `${before}\n${body.text()}`,
        woven: body.wovenLines.map(({ first, last, span }) => ({ first: first + offset, last: last + offset, span })),
      };
    },
  };
}

/** The variables of the language that every skeleton declares under their own names. */
const variables: readonly string[] = ["b", "h", "hkv", "q_idx", "kv_idx", "score", "Hq", "Hkv", "D", "Dv"];

/** Sizes that a kernel is compiled for: constants of its text. */
const constants: readonly string[] = ["Hq", "Hkv", "D", "Dv"];

/**
 * Whether the variant reckons with such sizes alone. WGSL works that out when the kernel is made, and refuses divisions by 0 and sums that do
 * not fit, whose results the language defines (WGSL §8.1.1): then they are read as uniforms.
 */
function reckonsWithSizes(variant: Variant): boolean {
  return topological(rootsOf(variant)).some((node) => {
    const read = [...variablesIn([node])];
    return node.kind === "apply" && read.length > 0 && read.every((name) => constants.includes(name)) && inputsIn([node]).size === 0;
  });
}

/** The uniform that holds a variable. */
function variableText(name: string, variant: Variant, layout: Layout): string {
  if (name === "inf") return layout.uniform("inf", "f32", { kind: "infinity" });
  const param = variant.params.find((candidate) => candidate.name === name);
  if (!param) return layout.uniform(name, "i32", { kind: "size", name });
  const text = layout.uniform(name, param.type === "bool" ? "u32" : param.type, { kind: "param", name });
  return param.type === "bool" ? `bool(${text})` : text;
}

function sectionComment(name: SectionName, variant: Variant): string {
  return `${variant.name}: ${name} = ${variant.texts[name]?.text ?? "…"}`;
}
