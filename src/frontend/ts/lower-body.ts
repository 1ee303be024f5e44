/**
 * @file The bodies of functions → one expression: `const` becomes a local value, `if` and early returns become conditionals. What follows
 * an `if` that may fall through on both sides is named once and used twice, never copied.
 */
import * as codes from "#src/diagnostics/codes/typescript.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import type { JsBlock, JsConst, JsExpr, JsIf, JsPattern, JsStatement } from "./js-ast.ts";
import { deep, lowerValue, meaningOf, memberOf, placeholder, toScalar } from "./lower-ts.ts";
import type { FunctionMeaning, Meaning } from "./meaning.ts";
import { createScope, nameLocal, type Frame, type Scope } from "./names.ts";

/** What is computed where a list of statements falls off its end; `undefined` at the end of the function. */
type Rest = (() => ast.Expr) | undefined;

/** A helper as an item of the file. */
export function lowerFunction({ value, home }: FunctionMeaning, name: ast.Ident, frame: Frame): ast.Fn {
  const scope = createScope(frame, home);
  const params = value.params.flatMap((pattern) => (pattern.kind === "binding" ? [{ name: declareLocal(pattern.name, scope) }] : []));
  return { kind: "fn", name, params, body: lowerBody(value.body, scope), span: value.span };
}

/** The function's value for these arguments, at the place of its call. */
export function inline(callee: FunctionMeaning, args: readonly Meaning[], written: readonly JsExpr[], span: Span, frame: Frame): ast.Expr {
  const { value, home, name } = callee;
  const { report } = frame.context;
  if (frame.active.includes(value)) {
    report.add(codes.localRecursion(span));
    return placeholder(span);
  }
  if (args.length < value.params.length) {
    report.add(codes.argumentCount(span, name?.name ?? "this function", value.params.length, args.length));
    return placeholder(span);
  }
  const scope = createScope({ ...frame, active: [...frame.active, value] }, home);
  const lets = value.params.flatMap((pattern, i) => bind(pattern, args[i]!, written[i]?.span ?? span, scope));
  return asBlock(lets, lowerBody(value.body, scope), span);
}

/** A section: the function applied to the pair's position and the captured values. */
export function applySection(callee: FunctionMeaning, frame: Frame): ast.Expr {
  const scope = createScope({ ...frame, active: [...frame.active, callee.value] }, callee.home);
  const args: readonly Meaning[] = [{ kind: "at" }, { kind: "values" }];
  const { params, body, span } = callee.value;
  const extra = params[args.length];
  if (extra) frame.context.report.add(codes.argumentCount(span, "a section", args.length, params.length));
  else for (const [i, pattern] of params.entries()) bind(pattern, args[i]!, span, scope);
  const value = lowerBody(body, scope);
  // A section of statements is shown with all of them, not with the one that its value begins at.
  return body.kind === "block" ? { ...value, span: body.span } : value;
}

function lowerBody(body: JsExpr | JsBlock, scope: Scope): ast.Expr {
  return body.kind === "block" ? lowerList(body.body, scope, undefined, body.span) : lowerValue(body, scope);
}

function declareLocal({ name, span }: ast.Ident, scope: Scope): ast.Ident {
  const given = nameLocal(scope.frame, name);
  scope.declare(name, { kind: "variable", name: given });
  return { name: given, span };
}

/** Meanings that get another name without being computed again. */
const shared: ReadonlySet<Meaning["kind"]> = new Set([
  "variable",
  "constant",
  "tensor",
  "at",
  "values",
  "record",
  "function",
  "namespace",
  "attention",
  "section",
  "broken",
  "opaque",
  "builtin",
] as const);

/** Gives the names of a pattern their meanings; a computed number becomes a local value. */
function bind(pattern: JsPattern, meaning: Meaning, span: Span, scope: Scope): ast.Let[] {
  if (pattern.kind === "unsupported") {
    scope.frame.context.report.add(codes.unsupported(pattern.span, pattern.reason, pattern.what));
    return [];
  }
  if (pattern.kind === "object-pattern") {
    return pattern.entries.flatMap(({ key, target }) => {
      const isPlain = target.kind !== "unsupported";
      return bind(target, isPlain ? memberOf(meaning, { property: key, span: key.span }, scope) : meaning, span, scope);
    });
  }
  if (shared.has(meaning.kind)) {
    scope.declare(pattern.name.name, meaning);
    return [];
  }
  const value = toScalar(meaning, span, scope.frame);
  return [{ kind: "let", name: declareLocal(pattern.name, scope), value, span: pattern.name.span }];
}

function asBlock(lets: readonly ast.Let[], value: ast.Expr, span: Span): ast.Expr {
  if (lets.length === 0) return value;
  return value.kind === "block" ? { ...value, lets: [...lets, ...value.lets], span } : { kind: "block", lets, value, span };
}

/** A list of statements in a scope of their own names, with what follows it. */
function lowerList(list: readonly JsStatement[], scope: Scope, rest: Rest, span: Span): ast.Expr {
  for (const name of list.flatMap((item) => (item.kind === "const" && !item.hoisted ? boundNames(item.pattern) : [])))
    scope.declare(name, { kind: "pending" });
  for (const item of list) if (item.kind === "const" && item.hoisted) declareConst(item, scope);
  return lowerFrom(0, list, scope, rest, span);
}

function boundNames(pattern: JsPattern): string[] {
  if (pattern.kind === "binding") return [pattern.name.name];
  return pattern.kind === "object-pattern" ? pattern.entries.flatMap(({ target }) => boundNames(target)) : [];
}

const declareConst = ({ pattern, value }: JsConst, scope: Scope): ast.Let[] => bind(pattern, meaningOf(value, scope), value.span, scope);

/** The value of the statements from `index` on. */
function lowerFrom(index: number, list: readonly JsStatement[], scope: Scope, rest: Rest, span: Span): ast.Expr {
  return deep(scope.frame, span, placeholder(span), () => {
    const lets: ast.Let[] = [];
    for (let i = index; i < list.length; i++) {
      const item = list[i]!;
      const after = (): ast.Expr => lowerFrom(i + 1, list, scope, rest, span);
      if (item.kind === "const") lets.push(...(item.hoisted ? [] : declareConst(item, scope)));
      else if (item.kind === "return") return asBlock(lets, lowerReturn(item.value, item.span, scope), span);
      else if (item.kind === "if") return asBlock(lets, lowerIf(item, scope, after), span);
      else if (item.kind === "block") return asBlock(lets, lowerList(item.body, createScope(scope.frame, scope.find), after, item.span), span);
      else lowerIdle(item, scope);
    }
    return asBlock(lets, rest ? rest() : fallOff(list, span, scope), span);
  });
}

function lowerReturn(value: JsExpr | undefined, span: Span, scope: Scope): ast.Expr {
  if (value) return lowerValue(value, scope);
  scope.frame.context.report.add(codes.missingReturn(span));
  return placeholder(span);
}

/** A statement that computes nothing: at best useless. */
function lowerIdle(item: JsStatement & { readonly kind: "expression" | "unsupported" }, scope: Scope): void {
  const { report } = scope.frame.context;
  const before = report.diagnostics.length;
  if (item.kind === "unsupported") report.add(codes.unsupported(item.span, item.reason, item.what));
  else lowerValue(item.value, scope);
  if (report.diagnostics.length === before) report.add(codes.noEffect(item.span));
}

/** The end of a function without a return; silent where the reason has been told (a loop, say). */
function fallOff(list: readonly JsStatement[], span: Span, { frame }: Scope): ast.Expr {
  if (!list.some(({ kind }) => kind === "unsupported")) frame.context.report.add(codes.missingReturn(list.at(-1)?.span ?? span));
  return placeholder(span);
}

function mayFall(item: JsStatement): boolean {
  if (item.kind === "return") return false;
  if (item.kind === "if") return mayFall(item.then) || !item.otherwise || mayFall(item.otherwise);
  return item.kind !== "block" || item.body.every(mayFall);
}

function lowerIf(item: JsIf, scope: Scope, after: () => ast.Expr): ast.Expr {
  const test = lowerValue(item.test, scope);
  const branch = (body: JsStatement | undefined, next: () => ast.Expr): ast.Expr =>
    body ? lowerList(body.kind === "block" ? body.body : [body], createScope(scope.frame, scope.find), next, body.span) : next();
  const choose = (next: () => ast.Expr): ast.Expr => ({
    kind: "conditional",
    test,
    then: branch(item.then, next),
    otherwise: branch(item.otherwise, next),
    span: item.span,
  });
  const fallsTwice = mayFall(item.then) && (!item.otherwise || mayFall(item.otherwise));
  if (!fallsTwice) return choose(after);
  const value = after();
  const name: ast.Ident = { name: nameLocal(scope.frame, "rest"), span: item.span };
  const use: ast.Expr = { kind: "name", name: name.name, span: item.span };
  return asBlock(
    [{ kind: "let", name, value, span: item.span }],
    choose(() => use),
    item.span,
  );
}
