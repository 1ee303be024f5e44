/** @file `torch.empty(Hq, 2 * Skv - 1)`: a call that makes a tensor declares one; what it holds is given when a kernel runs. */
import * as codes from "#src/diagnostics/codes/python.ts";
import type { Call } from "./builtins.ts";
import { dtypeOf, toScalar } from "./evaluate.ts";
import { broken, type Value } from "./value.ts";

/** Where the shape stands among the arguments: behind the bounds of `randint`. */
const skipped: Readonly<Record<string, number>> = { randint: 2 };

export function makeTensor({ values, keywords, name, span, context }: Call): Value {
  const listed = [...values, ...(keywords.has("size") ? [keywords.get("size")!] : [])];
  const shape = listed.find(({ kind }) => kind === "list") ?? { kind: "list" as const, items: listed.slice(skipped[name] ?? 0) };
  const items = shape.kind === "list" ? shape.items : [];
  const dims = items.map((item) => toScalar(item, span, context));
  const type = dtypeOf(keywords.get("dtype")) ?? (name === "randint" ? "i32" : "f32");
  if (dims.every((dim) => dim.type === "i32")) return { kind: "made", type, dims: dims.map(({ expr }) => expr), span };
  context.report.add(codes.badArguments(span, name, "needs a shape of whole numbers and sizes"));
  return broken;
}
