/** @file The light parser's functions, patterns and statements. */
import type { Ident } from "#grammar/ast.ts";
import {
  accept,
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
  take,
  unexpected,
  unsupported,
  type Cursor,
} from "./cursor.ts";
import type { JsBlock, JsConst, JsExpr, JsFunction, JsPattern, JsStatement, JsUnsupported } from "./js-ast.ts";
import { expression, sequence } from "./light.ts";
import type { Token } from "./scan.ts";

/** `name(a, b) { … }`, with what may stand before it. */
export function method(c: Cursor): JsExpr | undefined {
  const begin = c.at;
  const head = peek(c);
  let odd: Token | undefined;
  while (/^(async|get|set|static|\*)$/.test(peek(c).text) && !isText(peek(c, 1), "(") && !isText(peek(c, 1), "=>")) {
    const modifier = take(c);
    odd ??= modifier;
  }
  const hasName = peek(c).kind === "string" || (peek(c).kind === "name" && !sees(c, "function"));
  const open = sees(c, "[") ? (c.closing.get(c.at) ?? c.at) + 1 : c.at + 1;
  const close = hasName || sees(c, "[") ? c.closing.get(open) : undefined;
  if (close === undefined || !isText(c.tokens[open]!, "(") || !isText(c.tokens[close + 1]!, "{")) {
    c.at = begin;
    return undefined;
  }
  c.at = open;
  const params = parameters(c);
  const body = block(c, true);
  if (odd) return unsupported(spanOf(c, odd.start, odd.end), odd.text === "async" || odd.text === "*" ? "async" : "other", `\`${odd.text}\``);
  return { kind: "function", params, body, span: since(c, head.start) };
}

/** `function name(…) {…}`, `async function…`, `function*…`. */
export function functionExpression(c: Cursor): { readonly name: Ident | undefined; readonly value: JsExpr } {
  const head = peek(c);
  const isAsync = accept(c, "async");
  expect(c, "function");
  const star = peek(c);
  const isGenerator = accept(c, "*");
  const name = sees(c, "(") ? undefined : ident(c);
  const params = parameters(c);
  const body = block(c, true);
  if (isAsync) return { name, value: unsupported(spanOf(c, head.start, head.end), "async", "an async function") };
  if (isGenerator) return { name, value: unsupported(spanOf(c, star.start, star.end), "async", "a generator") };
  return { name, value: { kind: "function", params, body, span: since(c, head.start) } satisfies JsFunction };
}

/** A parameter list. */
export const parameters = (c: Cursor): JsPattern[] => list(c, "(", ")", pattern);

function pattern(c: Cursor): JsPattern {
  const { start } = peek(c);
  const target = nested(c, barePattern);
  if (!accept(c, "=")) return target;
  expression(c);
  return unsupported(since(c, start), "default", "a default value");
}

function barePattern(c: Cursor): JsPattern {
  const { start } = peek(c);
  if (accept(c, "...")) {
    nested(c, barePattern);
    return unsupported(since(c, start), "spread", "a rest parameter");
  }
  if (sees(c, "[")) {
    list(c, "[", "]", pattern);
    return unsupported(since(c, start), "data", "an array pattern");
  }
  if (!sees(c, "{")) return { kind: "binding", name: ident(c) };
  const entries = list(c, "{", "}", patternEntry);
  const odd = entries.find((e) => e.target.kind === "unsupported" && e.key.name === "");
  return odd ? odd.target : { kind: "object-pattern", entries, span: since(c, start) };
}

function patternEntry(c: Cursor): { readonly key: Ident; readonly target: JsPattern } {
  const { start, end } = peek(c);
  if (sees(c, "...")) return { key: { name: "", span: spanOf(c, start, end) }, target: barePattern(c) };
  if (!isText(peek(c, 1), ":")) {
    const target = pattern(c);
    return { key: { name: c.source.text.slice(start, end), span: spanOf(c, start, end) }, target };
  }
  const key = keyName(c);
  expect(c, ":");
  return { key, target: pattern(c) };
}

// Statements

/** `{ … }`; `isBody` where it is a function's body itself. */
export function block(c: Cursor, isBody: boolean): JsBlock {
  const { start } = peek(c);
  expect(c, "{");
  const body: JsStatement[] = [];
  while (!sees(c, "}") && peek(c).kind !== "end") body.push(...nested(c, (inner) => statement(inner, isBody)));
  expect(c, "}");
  return { kind: "block", body, span: since(c, start) };
}

const loops = /^(for|while|do)$/;
const foreignStatements = /^(switch|try|throw|break|continue|debugger|with|import|export)$/;

function statement(c: Cursor, isBody: boolean): JsStatement[] {
  const { kind, text, start, end } = peek(c);
  const span = spanOf(c, start, end);
  if (accept(c, ";")) return [];
  if (sees(c, "{")) return [block(c, false)];
  if (kind === "string" && /^[;}]$/.test(peek(c, 1).text)) return void take(c), accept(c, ";"), [];
  if (kind === "name") {
    if (loops.test(text)) return skipStatement(c), [unsupported(span, "loop", `a \`${text}\` loop`)];
    if (foreignStatements.test(text)) return skipStatement(c), [unsupported(span, "other", `\`${text}\``)];
    if (/^(const|let|var)$/.test(text) && /^(name|mark)$/.test(peek(c, 1).kind) && !/^[=.(;]$/.test(peek(c, 1).text))
      return declarations(c, text === "var" && !isBody);
    if (text === "if") return [ifStatement(c)];
    if (text === "return") return [returnStatement(c)];
    if (text === "function" || (text === "async" && isText(peek(c, 1), "function"))) return [functionDeclaration(c)];
  }
  const value = sequence(c);
  accept(c, ";");
  return [{ kind: "expression", value, span: value.span }];
}

function skipStatement(c: Cursor): void {
  for (let isFirst = true; isFirst || !sees(c, "}"); isFirst = false) {
    const close = c.closing.get(c.at);
    const { text, kind } = take(c);
    if (kind === "end" || (kind === "mark" && text === ";")) return;
    if (kind === "mark" && close !== undefined) c.at = close + 1;
    if (kind === "mark" && text === "{" && !/^(else|catch|finally|while)$/.test(peek(c).text)) return;
  }
}

function declarations(c: Cursor, isNestedVar: boolean): JsStatement[] {
  const keyword = take(c);
  const found: JsStatement[] = [];
  do {
    const { start } = peek(c);
    const target = barePattern(c);
    if (isNestedVar) found.push(unsupported(spanOf(c, keyword.start, keyword.end), "nested-var", "a `var` inside a block"));
    if (accept(c, "=")) found.push({ kind: "const", pattern: target, value: expression(c), hoisted: false, span: since(c, start) });
    else found.push(unsupported(since(c, start), "uninitialised", "a variable without a value"));
  } while (accept(c, ","));
  accept(c, ";");
  return found;
}

function ifStatement(c: Cursor): JsStatement {
  const { start } = take(c);
  expect(c, "(");
  const test = sequence(c);
  expect(c, ")");
  const then = branch(c);
  const otherwise = accept(c, "else") ? branch(c) : undefined;
  return { kind: "if", test, then, otherwise, span: since(c, start) };
}

function branch(c: Cursor): JsStatement {
  const { start } = peek(c);
  const [only, ...rest] = nested(c, (inner) => statement(inner, false));
  return only && rest.length === 0 ? only : { kind: "block", body: only ? [only, ...rest] : [], span: since(c, start) };
}

function returnStatement(c: Cursor): JsStatement {
  const { start } = take(c);
  const isBare = peek(c).breaks || sees(c, ";") || sees(c, "}") || peek(c).kind === "end";
  const value = isBare ? undefined : sequence(c);
  accept(c, ";");
  return { kind: "return", value, span: since(c, start) };
}

function functionDeclaration(c: Cursor): JsConst | JsUnsupported {
  const { start } = peek(c);
  const { name, value } = functionExpression(c);
  if (!name) return unexpected(c, "a name");
  return { kind: "const", pattern: { kind: "binding", name }, value, hoisted: true, span: since(c, start) };
}
