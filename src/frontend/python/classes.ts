/** @file Objects of the file's classes: what `__init__` keeps, and methods, which see it through their first param. */
import * as codes from "#src/diagnostics/codes/python.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type { Context } from "./context.ts";
import { callFunction } from "./functions.ts";
import { broken, type Arguments, type ClassValue, type FunctionValue, type Instance, type Value } from "./value.ts";

/** A method as it stands in its class. */
export function methodOf({ node, home }: ClassValue, name: string): FunctionValue | undefined {
  const found = node.body.find((statement) => statement.kind === "def" && statement.name.name === name);
  return found?.kind === "def" ? { kind: "function", node: found, name, home } : undefined;
}

/** A new object; a class with more than methods in it is reported. */
export function construct(of: ClassValue, args: Arguments, span: Span, context: Context): Value {
  const other = of.node.body.find(({ kind }) => kind !== "def" && kind !== "expression" && kind !== "idle");
  const place = other ?? of.node.decorators[0];
  if (place) {
    context.report.add(codes.unsupported(place.span, "class", other ? "this part of a class" : "a class with a decorator"));
    return broken;
  }
  const object: Instance = { kind: "instance", of, fields: new Map() };
  const init = methodOf(of, "__init__");
  if (init) callFunction(init, withSelf(object, args), span, context);
  return object;
}

const withSelf = (self: Instance, { values, keywords }: Arguments): Arguments => ({ values: [self, ...values], keywords });

/** `object(…)` */
export function callObject(object: Instance, args: Arguments, written: Span, span: Span, context: Context): Value {
  const method = methodOf(object.of, "__call__");
  if (method) return callFunction(method, withSelf(object, args), span, context);
  context.report.add(codes.notCallable(written, `an object of \`${object.of.node.name.name}\``));
  return broken;
}

/** `object.name` */
export function fieldOf(object: Instance, name: string, span: Span, context: Context): Value {
  const field = object.fields.get(name);
  if (field) return field;
  const method = methodOf(object.of, name);
  if (method) return { kind: "partial", callee: method, args: withSelf(object, { values: [], keywords: new Map() }) };
  context.report.add(codes.unknownMember(span, `\`${object.of.node.name.name}\``, name, [...object.fields.keys()]));
  return broken;
}

/** `object.name = value`, where every path that leads here does it. */
export function setField(object: Instance, name: string, value: Value, span: Span, context: Context): void {
  if (context.branches > 0) context.report.add(codes.unsupported(span, "mutation", "an assignment on one of several paths"));
  object.fields.set(name, value);
}
