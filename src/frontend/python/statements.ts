/**
 * @file The statements of a function, in their order, names changing their values as they go. Where an `if` is not decided by the text, both
 * ways are gone: a name that they leave with different values, and what they return, become conditionals.
 */
import * as codes from "#src/diagnostics/codes/python.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type { PyAssign, PyDef, PyExpr, PyFor, PyIf, PyStatement } from "#grammar/python/tree.ts";
import { setField } from "./classes.ts";
import { deep, named, type Context } from "./context.ts";
import { evaluate, toScalar } from "./evaluate.ts";
import { decorated } from "./functions.ts";
import { bound, isLabel } from "./module.ts";
import { importedBuiltin, lastOf } from "./builtin-names.ts";
import { choose, truth } from "./scalars.ts";
import { broken, describe, type Frame, type Scalar, type Value } from "./value.ts";

/** What follows a list of statements, if they do not return. */
type After = () => Value;

/** What a function returns. */
export function runBody(node: PyDef, frame: Frame, context: Context): Value {
  return run(node.body, 0, frame, context, () => {
    const last = node.body.at(-1);
    if (node.name.name === "__init__") return nothing;
    const isTold = node.body.some(({ kind }) => kind === "unsupported");
    if (!isTold) context.report.add(codes.missingReturn(last ? headOf(last.span) : node.name.span));
    return broken;
  });
}

const headOf = (span: Span): Span => ({ ...span, end: span.start + /^.*/.exec(span.source.text.slice(span.start, span.end))![0].length });

function run(list: readonly PyStatement[], from: number, frame: Frame, context: Context, after: After): Value {
  for (let i = from; i < list.length; i++) {
    const statement = list[i]!;
    const rest: After = () => run(list, i + 1, frame, context, after);
    if (statement.kind === "return") return returned(statement.value, statement.span, frame, context);
    if (statement.kind === "if") return deep(context, statement.span, broken, () => runIf(statement, frame, context, rest));
    if (statement.kind === "for") return deep(context, statement.span, broken, () => runFor(statement, frame, context, rest));
    runPlain(statement, frame, context);
  }
  return after();
}

function returned(value: PyExpr | undefined, span: Span, frame: Frame, context: Context): Value {
  if (value) return evaluate(value, frame, context);
  context.report.add(codes.missingReturn(span));
  return broken;
}

type Plain = Exclude<PyStatement, { kind: "return" | "if" | "for" }>;

/** The value of a body that runs for what it does: `__init__` returns nothing. */
const nothing: Value = { kind: "none" };

function runPlain(statement: Plain, frame: Frame, context: Context): void {
  switch (statement.kind) {
    case "def": {
      const { name } = statement.name;
      frame.vars.set(name, decorated({ kind: "function", node: statement, name, home: frame }, statement));
      return undefined;
    }
    case "class":
      frame.vars.set(statement.name.name, { kind: "class", node: statement, home: frame });
      return undefined;
    case "assign":
      return runAssign(statement, frame, context);
    case "expression":
      return runExpression(statement.value, frame, context);
    case "import":
      for (const { name, path } of statement.names) {
        frame.vars.set(
          name.name,
          importedBuiltin(path) ?? { kind: "opaque", name: name.name, what: "imported from a file that is not read", place: name.span },
        );
      }
      return undefined;
    case "unsupported":
      context.report.add(codes.unsupported(statement.span, statement.reason, statement.what));
      for (const name of statement.names) frame.vars.set(name, broken);
      return undefined;
    case "idle":
      return undefined;
    default:
      return statement satisfies never;
  }
}

/** An expression on its own computes nothing; strings are comments, and what is printed does not matter. */
function runExpression(expr: PyExpr, frame: Frame, context: Context): void {
  const isIdle = expr.kind === "string" || expr.kind === "constant" || (expr.kind === "call" && lastOf(nameOf(expr.callee)) === "print");
  if (isIdle) return;
  const before = context.report.diagnostics.length;
  evaluate(expr, frame, context);
  if (context.report.diagnostics.length === before) context.report.add(codes.noEffect(expr.span));
}

const nameOf = (expr: PyExpr): string => (expr.kind === "name" ? expr.name : "");

function runAssign({ target, value, span }: PyAssign, frame: Frame, context: Context): void {
  if (value && !isLabel(target)) assign(target, evaluate(value, frame, context), span, frame, context);
}

/** Gives a name, or the names of a tuple, their values. */
export function assign(target: PyExpr, value: Value, span: Span, frame: Frame, context: Context): void {
  if (target.kind === "name") {
    frame.vars.set(target.name, bound(target, value, context));
    return;
  }
  const object = target.kind === "attribute" ? evaluate(target.object, frame, context) : undefined;
  if (target.kind === "attribute" && object?.kind === "instance") {
    setField(object, target.name.name, bound(target.name, value, context), target.span, context);
    return;
  }
  if (target.kind !== "list") {
    context.report.add(codes.unsupported(target.span, "mutation", "an assignment to a part of something"));
    return;
  }
  const items = value.kind === "list" && value.items.length === target.items.length ? value.items : undefined;
  if (!items && value.kind !== "broken") context.report.add(codes.badDeclaration(span, textOf(span), `a tuple of ${target.items.length}`));
  target.items.forEach((item, i) => assign(item, items?.[i] ?? broken, span, frame, context));
}

const textOf = ({ source, start, end }: Span): string => source.text.slice(start, end);

/** A loop over what the text knows: its body once for each value. */
function runFor(statement: PyFor, frame: Frame, context: Context, rest: After): Value {
  const values = evaluate(statement.values, frame, context);
  if (values.kind !== "list") {
    if (values.kind !== "broken") context.report.add(codes.unsupported(statement.values.span, "loop", `a loop over ${describeValue(values)}`));
    return broken;
  }
  const step = (at: number): Value => {
    const item = values.items[at];
    if (!item) return rest();
    return deep(context, statement.span, broken, () => {
      assign(statement.target, item, statement.values.span, frame, context);
      return run(statement.body, 0, frame, context, () => step(at + 1));
    });
  };
  return step(0);
}

const describeValue = (value: Value): string => (value.kind === "opaque" ? `\`${value.name}\`` : describe[value.kind]);

function mayReturn(list: readonly PyStatement[]): boolean {
  return list.some((statement) => {
    if (statement.kind === "if") return mayReturn(statement.then) || mayReturn(statement.otherwise);
    return statement.kind === "return" || (statement.kind === "for" && mayReturn(statement.body));
  });
}

function runIf(statement: PyIf, frame: Frame, context: Context, rest: After): Value {
  const { then, otherwise, span } = statement;
  const test = truth(toScalar(evaluate(statement.test, frame, context), statement.test.span, context));
  const go = (list: readonly PyStatement[], after: After): Value => run(list, 0, frame, context, after);
  if (test.known !== undefined) return go(test.known ? then : otherwise, rest);
  const decided = named(context, { name: "test", span: statement.test.span }, test);
  const before = frame.vars;
  const way = (list: readonly PyStatement[], after: After): Value => {
    frame.vars = new Map(before);
    context.branches++;
    const value = go(list, after);
    context.branches--;
    return value;
  };
  if (mayReturn(then) || mayReturn(otherwise)) {
    const [first, second] = [way(then, rest), way(otherwise, rest)];
    return chooseValue(decided, first, second, span, context);
  }
  way(then, () => nothing);
  const first = frame.vars;
  way(otherwise, () => nothing);
  frame.vars = merge(decided, first, frame.vars, span, context);
  return rest();
}

/** What one of two ways gives. */
export function chooseValue(test: Scalar, then: Value, otherwise: Value, span: Span, context: Context): Value {
  if (then === otherwise || otherwise.kind === "broken") return then;
  if (then.kind === "broken") return then;
  return choose(test, toScalar(then, span, context), toScalar(otherwise, span, context), span);
}

/** The names as two ways leave them. */
function merge(test: Scalar, first: Frame["vars"], second: Frame["vars"], span: Span, context: Context): Frame["vars"] {
  const names = new Set([...first.keys(), ...second.keys()]);
  return new Map([...names].map((name) => [name, mergeOne(name, test, first.get(name), second.get(name), span, context)]));
}

function mergeOne(name: string, test: Scalar, a: Value | undefined, b: Value | undefined, span: Span, context: Context): Value {
  if (!a || !b) return { kind: "unset" };
  if (a === b) return a;
  if (a.kind === "scalar" && b.kind === "scalar") return named(context, { name, span: headOf(span) }, choose(test, a, b, span));
  return a.kind === "broken" || b.kind === "broken" ? broken : { kind: "opaque", name, what: "not the same on every path", place: headOf(span) };
}
