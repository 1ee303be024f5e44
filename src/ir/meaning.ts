/** @file The meaning of an operation on single values. */
import type { Apply } from "./node.ts";
import { row } from "./ops.ts";

/** The float64 meaning of an applied operation on its typed operands. */
export function meaning(node: Apply): (...operands: number[]) => number {
  const found = row(node.op);
  const onIntegers = node.args.every((arg) => arg.type === "i32");
  const rule = (onIntegers && found.integer?.evaluate) || found.evaluate;
  return node.type === "i32" ? (...x) => rule(...x) | 0 : rule;
}
