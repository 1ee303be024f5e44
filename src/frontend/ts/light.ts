/**
 * @file The light parser: a function's own text (`fn.toString()`, also after a minifier) → structural nodes. No dependency, for browsers.
 * What is outside the subset becomes an `unsupported` node; text that is no JavaScript is one diagnostic. It never throws.
 */
import * as codes from "#src/diagnostics/codes/typescript.ts";
import { HeedError } from "#src/diagnostics/diagnostic.ts";
import { fail, type Report } from "#src/diagnostics/report.ts";
import type { Source, Span } from "#src/diagnostics/span.ts";
import { formOf, opNames, row } from "#src/ir/ops.ts";
import {
  accept,
  createCursor,
  expect,
  ident,
  isText,
  keyName,
  list,
  nested,
  peek,
  sees,
  since,
  spanOf,
  unexpected,
  unsupported,
  type Cursor,
} from "./cursor.ts";
import type { JsEntry, JsExpr, JsUnsupported, Reason } from "./js-ast.ts";
import { block, functionExpression, method, parameters } from "./light-functions.ts";

const maxLength = 200_000;

/** Reads a function's text; `undefined` (and a diagnostic) when it is no JavaScript. */
export function parseFunction(source: Source, report: Report): JsExpr | undefined {
  if (source.text.length > maxLength) {
    report.add(codes.tooLarge({ source, start: 0, end: 1 }, `longer than ${maxLength} characters`));
    return undefined;
  }
  try {
    const cursor = createCursor(source);
    const found = method(cursor) ?? expression(cursor);
    if (peek(cursor).kind !== "end") unexpected(cursor, "the end");
    return found;
  } catch (problem) {
    if (!(problem instanceof HeedError)) throw problem;
    for (const diagnostic of problem.diagnostics) report.add(diagnostic);
    return undefined;
  }
}

// Expressions

const assignments = new Set(["=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^=", "&&=", "||=", "??="]);

/** How tightly infix operators bind: the table's rows, and those that are only JavaScript's. */
const precedences: ReadonlyMap<string, number> = new Map<string, number>([
  ...opNames.flatMap((name) => (formOf(name, "ts") === "infix" && row(name).ts ? [[row(name).ts!, row(name).precedence!] as const] : [])),
  ["==", row("eq").precedence!],
  ["!=", row("ne").precedence!],
  [">>>", row("shr").precedence!],
  ["in", row("lt").precedence!],
  ["instanceof", row("lt").precedence!],
  ["??", row("or").precedence!],
  ["**", row("neg").precedence! + 1],
]);

/** Infix and prefix operators that only JavaScript has. */
const foreign: Readonly<Record<string, Reason>> = {
  "??": "optional",
  ">>>": "other",
  in: "other",
  instanceof: "other",
  typeof: "other",
  void: "other",
  delete: "mutation",
  await: "async",
  yield: "async",
  "++": "mutation",
  "--": "mutation",
};

/** One expression, without commas. */
export function expression(c: Cursor): JsExpr {
  return nested(c, (inner) => arrow(inner) ?? assignment(inner));
}

/** `a, b` where JavaScript allows it; of `(0, f)(x)`, which bundlers write, the 0 means nothing, and `(0, m.f)(x)` calls what was imported as `f`. */
export function sequence(c: Cursor): JsExpr {
  const first = expression(c);
  if (!sees(c, ",")) return first;
  let last = first;
  let count = 1;
  for (; accept(c, ","); count++) last = expression(c);
  if (count === 2 && first.kind === "number") return last.kind === "member" ? { ...last, isImport: true } : last;
  return unsupported(since(c, first.span.start), "other", "the comma operator");
}

function arrow(c: Cursor): JsExpr | undefined {
  const head = peek(c);
  const skip = isText(head, "async") && !isText(peek(c, 1), "=>") ? 1 : 0;
  const first = c.at + skip;
  const isSingle = c.tokens[first]?.kind === "name" && isText(peek(c, skip + 1), "=>");
  const close = isText(peek(c, skip), "(") ? c.closing.get(first) : undefined;
  if (!isSingle && !(close !== undefined && isText(c.tokens[close + 1]!, "=>"))) return undefined;
  c.at = first;
  const params = isSingle ? [{ kind: "binding", name: ident(c) } as const] : parameters(c);
  expect(c, "=>");
  const body = sees(c, "{") ? block(c, true) : expression(c);
  if (skip) return unsupported(spanOf(c, head.start, head.end), "async", "an async function");
  return { kind: "function", params, body, span: since(c, head.start) };
}

function assignment(c: Cursor): JsExpr {
  const left = conditional(c);
  if (peek(c).kind !== "mark" || !assignments.has(peek(c).text)) return left;
  c.at++;
  expression(c);
  return unsupported(since(c, left.span.start), "mutation", "an assignment");
}

function conditional(c: Cursor): JsExpr {
  const test = binary(c, 0);
  if (!accept(c, "?")) return test;
  const then = expression(c);
  expect(c, ":");
  const otherwise = expression(c);
  return { kind: "conditional", test, then, otherwise, span: since(c, test.span.start) };
}

function binary(c: Cursor, above: number): JsExpr {
  const start = peek(c).start;
  let left = unary(c);
  for (;;) {
    const operator = peek(c).text;
    const level = peek(c).kind === "mark" || peek(c).kind === "name" ? precedences.get(operator) : undefined;
    if (level === undefined || level <= above) return left;
    c.at++;
    const right = operator === "**" ? nested(c, (inner) => binary(inner, level - 1)) : binary(c, level);
    const span = since(c, start);
    const reason = foreign[operator];
    left = reason ? unsupported(span, reason, `\`${operator}\``) : { kind: "binary", operator, left, right, span };
  }
}

function unary(c: Cursor): JsExpr {
  const { kind, text, start } = peek(c);
  const isPrefix = kind === "mark" && /^[-+!~]$/.test(text);
  const reason =
    kind === "name" || kind === "mark" ? (/^(typeof|void|delete|await|yield|\+\+|--)$/.test(text) ? foreign[text] : undefined) : undefined;
  if (!isPrefix && !reason) return postfix(c);
  c.at++;
  const operand = nested(c, unary);
  if (sees(c, "**")) unexpected(c, "parentheses around the base");
  return reason ? unsupported(since(c, start), reason, `\`${text}\``) : { kind: "unary", operator: text, operand, span: since(c, start) };
}

function postfix(c: Cursor): JsExpr {
  const { start } = peek(c);
  let left = primary(c);
  for (;;) {
    const { text, kind, breaks } = peek(c);
    if (kind === "template") {
      c.at++;
      left = unsupported(since(c, start), "data", "a template literal");
    } else if (kind !== "mark") return left;
    else if (accept(c, ".")) {
      const property = ident(c);
      left = { kind: "member", object: left, property, span: since(c, start) };
    } else if (text === "(") {
      const args = list(c, "(", ")", argument);
      left = { kind: "call", callee: left, args, span: since(c, start) };
    } else if (text === "[" || text === "?.") left = otherAccess(c, start);
    else if ((text === "++" || text === "--") && !breaks) {
      c.at++;
      left = unsupported(since(c, start), "mutation", `\`${text}\``);
    } else return left;
  }
}

/** `a[i]`, `a?.b`, `a?.[i]`, `a?.(x)`: read over, to the place behind. */
function otherAccess(c: Cursor, start: number): JsExpr {
  const isOptional = accept(c, "?.");
  if (sees(c, "(")) list(c, "(", ")", argument);
  else if (accept(c, "[")) {
    sequence(c);
    expect(c, "]");
  } else ident(c);
  return unsupported(since(c, start), isOptional ? "optional" : "data", isOptional ? "optional chaining" : "a computed member");
}

function argument(c: Cursor): JsExpr {
  const { start } = peek(c);
  if (!accept(c, "...")) return expression(c);
  expression(c);
  return unsupported(since(c, start), "spread", "a spread");
}

/** Words that open what is outside the subset, met where a value should stand. */
const words: Readonly<Record<string, Reason>> = { this: "this", super: "this", arguments: "this", null: "other", import: "other" };

function primary(c: Cursor): JsExpr {
  const { kind, text, start, end } = peek(c);
  const span = spanOf(c, start, end);
  if (kind === "number") return number(c, text, span);
  if (kind === "string" || kind === "template") {
    c.at++;
    return unsupported(span, "data", kind === "string" ? "a string" : "a template literal");
  }
  if (kind === "name") return word(c, text, span);
  if (text === "(") return parenthesised(c);
  if (text === "{") return object(c);
  if (text === "/" || text === "/=") fail(codes.unsupported(span, "data", "a regular expression"));
  if (text !== "[") unexpected(c, "a value");
  list(c, "[", "]", argument);
  return unsupported(since(c, start), "data", "an array");
}

function number(c: Cursor, text: string, span: Span): JsExpr {
  c.at++;
  if (/^0\d/.test(text)) fail(codes.syntax(span, "a number must not start with `0`"));
  return text.endsWith("n") && !/^0x.*/i.test(text) ? unsupported(span, "data", "a bigint") : { kind: "number", text, span };
}

function word(c: Cursor, text: string, span: Span): JsExpr {
  if (text === "function" || (text === "async" && isText(peek(c, 1), "function"))) return functionExpression(c).value;
  if (text === "class") return classExpression(c);
  c.at++;
  if (text === "true" || text === "false") return { kind: "boolean", value: text === "true", span };
  if (text === "new") {
    nested(c, postfix);
    return unsupported(since(c, span.start), "instance", "`new`");
  }
  const reason = Object.hasOwn(words, text) ? words[text] : undefined;
  return reason ? unsupported(span, reason, `\`${text}\``) : { kind: "name", name: text, span };
}

function parenthesised(c: Cursor): JsExpr {
  expect(c, "(");
  const inner = sequence(c);
  expect(c, ")");
  return inner;
}

function classExpression(c: Cursor): JsExpr {
  const { start } = peek(c);
  while (!sees(c, "{") && peek(c).kind !== "end") c.at++;
  c.at = c.closing.get(c.at) ?? unexpected(c, "`}`");
  c.at++;
  return unsupported(since(c, start), "instance", "a class");
}

function object(c: Cursor): JsExpr {
  const { start } = peek(c);
  const entries = list(c, "{", "}", entry);
  const odd = entries.find((e) => e.kind === "unsupported");
  return odd ?? { kind: "object", entries: entries.filter((e): e is JsEntry & { kind: "entry" } => e.kind === "entry"), span: since(c, start) };
}

function entry(c: Cursor): (JsEntry & { readonly kind: "entry" }) | JsUnsupported {
  const { start } = peek(c);
  if (sees(c, "...")) return argument(c) as JsUnsupported;
  if (sees(c, "[")) unexpected(c, "a name");
  const isShort = peek(c).kind === "name" && (isText(peek(c, 1), ",") || isText(peek(c, 1), "}"));
  if (isShort) {
    const key = ident(c);
    return { kind: "entry", key, value: { kind: "name", ...key } };
  }
  const written = method(c);
  if (written)
    return { kind: "entry", key: { name: c.source.text.slice(start).match(/^[\w$]+/)?.[0] ?? "", span: spanOf(c, start, start) }, value: written };
  const key = keyName(c);
  expect(c, ":");
  return { kind: "entry", key, value: expression(c) };
}
