/** @file TypeScript's own tree → structural nodes: types, assertions and parentheses fall away. Node only: this loads the TypeScript compiler. */
import { ts } from "ts-morph";
import type { Source, Span } from "#src/diagnostics/span.ts";
import type { Ident } from "#grammar/ast.ts";
import { maxNesting, type JsBlock, type JsEntry, type JsExpr, type JsPattern, type JsStatement, type JsUnsupported, type Reason } from "./js-ast.ts";

const { SyntaxKind } = ts;

/** The place of a TypeScript node in the user's file. */
export function spanOfNode(node: ts.Node, source: Source): Span {
  return { source, start: node.getStart(), end: node.getEnd() };
}

const unsupported = (node: ts.Node, source: Source, reason: Reason, what: string): JsUnsupported => ({
  kind: "unsupported",
  reason,
  what,
  span: spanOfNode(node, source),
});

const identOf = (node: ts.Node & { readonly text: string }, source: Source): Ident => ({ name: node.text, span: spanOfNode(node, source) });

/** Without parentheses, `as`, `satisfies`, `!` and the like. */
export function unwrap(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isExpressionWithTypeArguments(node)
    ? unwrap(node.expression)
    : node;
}

/** What cannot be computed, whatever stands in it. */
const foreign: ReadonlyMap<ts.SyntaxKind, readonly [Reason, string]> = new Map<ts.SyntaxKind, readonly [Reason, string]>([
  [SyntaxKind.StringLiteral, ["data", "a string"]],
  [SyntaxKind.NoSubstitutionTemplateLiteral, ["data", "a template literal"]],
  [SyntaxKind.TemplateExpression, ["data", "a template literal"]],
  [SyntaxKind.TaggedTemplateExpression, ["data", "a template literal"]],
  [SyntaxKind.ArrayLiteralExpression, ["data", "an array"]],
  [SyntaxKind.RegularExpressionLiteral, ["data", "a regular expression"]],
  [SyntaxKind.BigIntLiteral, ["data", "a bigint"]],
  [SyntaxKind.ElementAccessExpression, ["data", "a computed member"]],
  [SyntaxKind.NewExpression, ["instance", "`new`"]],
  [SyntaxKind.ClassExpression, ["instance", "a class"]],
  [SyntaxKind.ThisKeyword, ["this", "`this`"]],
  [SyntaxKind.SuperKeyword, ["this", "`super`"]],
  [SyntaxKind.NullKeyword, ["other", "`null`"]],
  [SyntaxKind.TypeOfExpression, ["other", "`typeof`"]],
  [SyntaxKind.VoidExpression, ["other", "`void`"]],
  [SyntaxKind.DeleteExpression, ["mutation", "`delete`"]],
  [SyntaxKind.AwaitExpression, ["async", "`await`"]],
  [SyntaxKind.YieldExpression, ["async", "`yield`"]],
  [SyntaxKind.SpreadElement, ["spread", "a spread"]],
  [SyntaxKind.ForStatement, ["loop", "a `for` loop"]],
  [SyntaxKind.ForInStatement, ["loop", "a `for` loop"]],
  [SyntaxKind.ForOfStatement, ["loop", "a `for` loop"]],
  [SyntaxKind.WhileStatement, ["loop", "a `while` loop"]],
  [SyntaxKind.DoStatement, ["loop", "a `do` loop"]],
]);

const foreignOperators: Readonly<Record<string, Reason>> = { "??": "optional", ">>>": "other", in: "other", instanceof: "other" };

/** An expression; deeper than the limit it becomes unsupported. */
export function toJsExpr(wrapped: ts.Expression, source: Source, depth = 0): JsExpr {
  const node = unwrap(wrapped);
  const span = spanOfNode(node, source);
  const inner = (expr: ts.Expression): JsExpr => toJsExpr(expr, source, depth + 1);
  if (depth > maxNesting) return unsupported(node, source, "other", "so deep a nesting");
  if (ts.isNumericLiteral(node)) return { kind: "number", text: node.getText(), span };
  if (node.kind === SyntaxKind.TrueKeyword || node.kind === SyntaxKind.FalseKeyword)
    return { kind: "boolean", value: node.kind === SyntaxKind.TrueKeyword, span };
  if (ts.isIdentifier(node))
    return node.text === "arguments" ? unsupported(node, source, "this", "`arguments`") : { kind: "name", name: node.text, span };
  if (isChained(node)) return unsupported(node, source, "optional", "optional chaining");
  if (ts.isPropertyAccessExpression(node)) return { kind: "member", object: inner(node.expression), property: identOf(node.name, source), span };
  if (ts.isCallExpression(node)) {
    if (node.expression.kind === SyntaxKind.ImportKeyword) return unsupported(node, source, "other", "`import`");
    return { kind: "call", callee: inner(node.expression), args: node.arguments.map(inner), span };
  }
  if (ts.isConditionalExpression(node))
    return { kind: "conditional", test: inner(node.condition), then: inner(node.whenTrue), otherwise: inner(node.whenFalse), span };
  if (ts.isBinaryExpression(node)) return toJsBinary(node, source, depth);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return toJsUnary(node, source, depth);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return toJsFunction(node, source, depth);
  if (ts.isObjectLiteralExpression(node)) return toJsObject(node, source, depth);
  const [reason, what] = foreign.get(node.kind) ?? ["other", "this"];
  return unsupported(node, source, reason, what);
}

function isChained(node: ts.Node): boolean {
  return (
    (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node) || ts.isElementAccessExpression(node)) && node.questionDotToken !== undefined
  );
}

/** Goes down the left spine without recursion. */
function toJsBinary(node: ts.BinaryExpression, source: Source, depth: number): JsExpr {
  const spine: ts.BinaryExpression[] = [];
  let first: ts.Expression = node;
  for (let next = unwrap(first); ts.isBinaryExpression(next); next = unwrap(first)) {
    spine.push(next);
    first = next.left;
  }
  return spine.reduceRight((left: JsExpr, step) => joinBinary(step, left, source, depth), toJsExpr(first, source, depth + 1));
}

function joinBinary(node: ts.BinaryExpression, left: JsExpr, source: Source, depth: number): JsExpr {
  const { kind } = node.operatorToken;
  const operator = node.operatorToken.getText();
  if (kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment) return unsupported(node, source, "mutation", "an assignment");
  if (kind === SyntaxKind.CommaToken && left.kind === "number") return toJsExpr(node.right, source, depth + 1);
  if (kind === SyntaxKind.CommaToken) return unsupported(node, source, "other", "the comma operator");
  const reason = Object.hasOwn(foreignOperators, operator) ? foreignOperators[operator] : undefined;
  if (reason) return unsupported(node, source, reason, `\`${operator}\``);
  return { kind: "binary", operator, left, right: toJsExpr(node.right, source, depth + 1), span: spanOfNode(node, source) };
}

function toJsUnary(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression, source: Source, depth: number): JsExpr {
  const operator = ts.tokenToString(node.operator) ?? "";
  if (operator === "++" || operator === "--") return unsupported(node, source, "mutation", `\`${operator}\``);
  return { kind: "unary", operator, operand: toJsExpr(node.operand, source, depth + 1), span: spanOfNode(node, source) };
}

/** A function, arrow or method. */
export function toJsFunction(node: ts.FunctionLikeDeclaration, source: Source, depth = 0): JsExpr {
  const asynchronous = ts.canHaveModifiers(node) ? node.modifiers?.find(({ kind }) => kind === SyntaxKind.AsyncKeyword) : undefined;
  if (asynchronous) return unsupported(asynchronous, source, "async", "an async function");
  if (node.asteriskToken) return unsupported(node.asteriskToken, source, "async", "a generator");
  const { body } = node;
  if (!body) return unsupported(node, source, "other", "a function without a body");
  const params = node.parameters.filter(({ name }) => !(ts.isIdentifier(name) && name.text === "this")).map((param) => toJsPattern(param, source));
  return {
    kind: "function",
    params,
    body: ts.isBlock(body) ? toJsBlock(body, source, true, depth + 1) : toJsExpr(body, source, depth + 1),
    span: spanOfNode(node, source),
  };
}

function toJsPattern(node: ts.ParameterDeclaration | ts.BindingElement | ts.VariableDeclaration, source: Source): JsPattern {
  if (!ts.isVariableDeclaration(node)) {
    if (node.dotDotDotToken) return unsupported(node, source, "spread", "a rest parameter");
    if (node.initializer) return unsupported(node, source, "default", "a default value");
  }
  const { name } = node;
  if (ts.isIdentifier(name)) return { kind: "binding", name: identOf(name, source) };
  if (ts.isArrayBindingPattern(name)) return unsupported(name, source, "data", "an array pattern");
  const entries = name.elements.map((element) => {
    const key = element.propertyName ?? element.name;
    const isPlain = ts.isIdentifier(key) || ts.isStringLiteral(key) || ts.isNumericLiteral(key);
    const target: JsPattern =
      isPlain || element.dotDotDotToken ? toJsPattern(element, source) : unsupported(key, source, "data", "a computed member");
    return { key: isPlain && !element.dotDotDotToken ? identOf(key, source) : { name: "", span: spanOfNode(key, source) }, target };
  });
  const odd = entries.find(({ key, target }) => key.name === "" && target.kind === "unsupported");
  return odd ? odd.target : { kind: "object-pattern", entries, span: spanOfNode(name, source) };
}

function toJsObject(node: ts.ObjectLiteralExpression, source: Source, depth: number): JsExpr {
  const entries: JsEntry[] = [];
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) return unsupported(property, source, "spread", "a spread");
    const { name } = property;
    if (ts.isComputedPropertyName(name)) return unsupported(name, source, "data", "a computed member");
    const key: Ident = { name: name.text, span: spanOfNode(name, source) };
    if (ts.isPropertyAssignment(property)) entries.push({ key, value: toJsExpr(property.initializer, source, depth + 1) });
    else if (ts.isShorthandPropertyAssignment(property)) entries.push({ key, value: { kind: "name", ...key } });
    else entries.push({ key, value: toJsFunction(property, source, depth + 1) });
  }
  return { kind: "object", entries, span: spanOfNode(node, source) };
}

// Statements

function toJsBlock(node: ts.Block, source: Source, isBody: boolean, depth: number): JsBlock {
  return {
    kind: "block",
    body: node.statements.flatMap((statement) => toJsStatements(statement, source, isBody, depth)),
    span: spanOfNode(node, source),
  };
}

function toJsStatements(node: ts.Statement, source: Source, isBody: boolean, depth: number): JsStatement[] {
  const span = spanOfNode(node, source);
  const head = (word: string): Span => ({ source, start: span.start, end: span.start + word.length });
  if (depth > maxNesting) return [unsupported(node, source, "other", "so deep a nesting")];
  if (ts.isEmptyStatement(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return [];
  if (ts.isBlock(node)) return [toJsBlock(node, source, false, depth + 1)];
  if (ts.isVariableStatement(node)) return toJsConsts(node, source, isBody, depth);
  if (ts.isReturnStatement(node)) return [{ kind: "return", value: node.expression && toJsExpr(node.expression, source, depth + 1), span }];
  if (ts.isIfStatement(node)) return [toJsIf(node, source, depth)];
  if (ts.isFunctionDeclaration(node) && node.name) {
    return [
      {
        kind: "const",
        pattern: { kind: "binding", name: identOf(node.name, source) },
        value: toJsFunction(node, source, depth + 1),
        hoisted: true,
        span,
      },
    ];
  }
  if (ts.isExpressionStatement(node)) {
    if (ts.isStringLiteral(node.expression)) return [];
    return [{ kind: "expression", value: toJsExpr(node.expression, source, depth + 1), span: spanOfNode(node.expression, source) }];
  }
  const word = node.getText().match(/^\w+/)?.[0] ?? " ";
  const [reason, what] = foreign.get(node.kind) ?? ["other", `\`${word}\``];
  return [{ kind: "unsupported", reason, what, span: head(word) }];
}

function toJsConsts({ declarationList }: ts.VariableStatement, source: Source, isBody: boolean, depth: number): JsStatement[] {
  const isVar = (declarationList.flags & ts.NodeFlags.BlockScoped) === 0;
  const start = declarationList.getStart();
  return declarationList.declarations.flatMap((declaration): JsStatement[] => {
    const { initializer } = declaration;
    const span = spanOfNode(declaration, source);
    const nested: JsStatement[] =
      isVar && !isBody
        ? [{ kind: "unsupported", reason: "nested-var", what: "a `var` inside a block", span: { source, start, end: start + 3 } }]
        : [];
    if (!initializer) return [...nested, unsupported(declaration, source, "uninitialised", "a variable without a value")];
    return [
      ...nested,
      { kind: "const", pattern: toJsPattern(declaration, source), value: toJsExpr(initializer, source, depth + 1), hoisted: false, span },
    ];
  });
}

function toJsIf(node: ts.IfStatement, source: Source, depth: number): JsStatement {
  const branch = (statement: ts.Statement): JsStatement => {
    const [only, ...rest] = toJsStatements(statement, source, false, depth + 1);
    return only && rest.length === 0 ? only : { kind: "block", body: only ? [only, ...rest] : [], span: spanOfNode(statement, source) };
  };
  const { expression, thenStatement, elseStatement } = node;
  return {
    kind: "if",
    test: toJsExpr(expression, source, depth + 1),
    then: branch(thenStatement),
    otherwise: elseStatement && branch(elseStatement),
    span: spanOfNode(node, source),
  };
}
