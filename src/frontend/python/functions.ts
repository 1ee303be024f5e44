/** @file Calls: arguments to params as Python matches them, and what each kind of callee does with them. */
import * as codes from "#src/diagnostics/codes/python.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type { PyDef, PyExpr, PyParam } from "#grammar/python/tree.ts";
import { counted } from "#src/diagnostics/counted.ts";
import { callBuiltin, callMethod } from "./builtins.ts";
import { lastOf } from "./builtin-names.ts";
import { callObject, construct } from "./classes.ts";
import { deep, type Context } from "./context.ts";
import { evaluate, toScalar } from "./evaluate.ts";
import { assignedNames, bound } from "./module.ts";
import { infix } from "./scalars.ts";
import { runBody } from "./statements.ts";
import { broken, describe, type Arguments, type Combined, type Frame, type FunctionValue, type Partial, type Value } from "./value.ts";

/** What a call gives; `written` is the place of its callee. */
export function callValue(callee: Value, args: Arguments, written: Span, span: Span, context: Context): Value {
  return deep(context, span, broken, () => {
    switch (callee.kind) {
      case "function":
        return callFunction(callee, args, span, context);
      case "partial":
        return callPartial(callee, args, written, span, context);
      case "combined":
        return callCombined(callee, args, written, span, context);
      case "builtin":
        return callBuiltin(callee.path, args, written, span, context);
      case "method":
        return callMethod(callee.self, callee.name, args, written, span, context);
      case "class":
        return construct(callee, args, span, context);
      case "instance":
        return callObject(callee, args, written, span, context);
      case "opaque":
        context.report.add(codes.opaqueName(written, callee.name, callee.what, callee.place));
        return broken;
      case "broken":
        return broken;
      default:
        context.report.add(codes.notCallable(written, describe[callee.kind]));
        return broken;
    }
  });
}

function callPartial({ callee, args: first }: Partial, args: Arguments, written: Span, span: Span, context: Context): Value {
  const all = { values: [...first.values, ...args.values], keywords: new Map([...first.keywords, ...args.keywords]) };
  return callValue(callee, all, written, span, context);
}

/** `and_masks(a, b)` at a pair: each of the masks there. */
function callCombined({ operator, parts, span: place }: Combined, args: Arguments, written: Span, span: Span, context: Context): Value {
  const masks = parts.map((part) => toScalar(callValue(part, args, written, span, context), place, context));
  return masks.reduce((left, right) => infix(operator, left, right, place, context));
}

/** Calls a function of the file; its body is worked out at the place of the call. */
export function callFunction(fn: FunctionValue, args: Arguments, span: Span, context: Context): Value {
  const { node, home } = fn;
  // A generator may be given what it made before: that is the same text over other values.
  if (context.active.some((each) => each.node === node && each.home === home)) {
    context.report.add(codes.recursion(span, fn.name));
    return broken;
  }
  const locals = node.kind === "def" ? assignedNames(node.body) : [];
  const frame: Frame = { vars: new Map(), locals: new Set([...locals, ...node.params.map(({ name }) => name.name)]), parent: home };
  if (!bindParams(fn, args, frame, span, context)) return broken;
  context.active.push({ node, home });
  const value = node.kind === "def" ? runBody(node, frame, context) : evaluate(node.body, frame, context);
  context.active.pop();
  return value;
}

function bindParams(fn: FunctionValue, { values, keywords }: Arguments, frame: Frame, span: Span, context: Context): boolean {
  const { params } = fn.node;
  const complain = (what: string): boolean => {
    context.report.add(codes.badArguments(span, fn.name, what));
    return false;
  };
  const rest = params.find(({ isRest }) => isRest);
  const places = params.filter(({ isRest, isKeywordOnly }) => !isRest && !isKeywordOnly);
  if (values.length > places.length && !rest) return complain(`takes ${counted(places.length, "argument")} and is given ${values.length}`);
  const unknown = [...keywords.keys()].find((name) => !params.some((param) => param.name.name === name && !param.isRest));
  if (unknown !== undefined) return complain(`has no param \`${unknown}\``);
  for (const param of params) {
    const { name } = param.name;
    const place = places.indexOf(param);
    const given = (place >= 0 ? values[place] : undefined) ?? keywords.get(name);
    if (param.isRest) frame.vars.set(name, { kind: "list", items: values.slice(places.length) });
    else if (given) frame.vars.set(name, bound(param.name, given, context));
    else if (param.value) frame.vars.set(name, bound(param.name, evaluate(param.value, fn.home, context), context));
    else return complain(`needs an argument for \`${name}\``);
  }
  return true;
}

/** The params that a call has to give. */
export const requiredParams = ({ node }: FunctionValue): readonly PyParam[] => node.params.filter(({ value, isRest }) => !value && !isRest);

/** Decorators that change how a function runs and not what it computes. */
const harmless: ReadonlySet<string> = new Set(["compile", "lru_cache", "cache", "no_grad", "inference_mode", "script", "jit", "jaxtyped", "wraps"]);

/** A function as its decorators leave it. */
export function decorated(fn: FunctionValue, { decorators, name }: PyDef): Value {
  const other = decorators.find((decorator) => !harmless.has(lastOf(pathOf(decorator))));
  return other ? { kind: "opaque", name: name.name, what: "changed by a decorator", place: other.span } : fn;
}

function pathOf(expr: PyExpr): string {
  if (expr.kind === "call") return pathOf(expr.callee);
  return expr.kind === "attribute" || expr.kind === "name" ? (typeof expr.name === "string" ? expr.name : expr.name.name) : "";
}
