/**
 * @file The rules of one logical line of Python: simple statements, and the heads of `def`, `if` and `for`. Each returns its
 * node; the first mistake ends the line, and the next line is read on its own.
 */
import type { EmbeddedActionsParser, IToken } from "chevrotain";
import { between, outerSpan, type PyContext } from "./context.ts";
import { ExpressionParser, type ReadTokens } from "./expression-parser.ts";
import type { PyExpr, PyParam, PyStatement } from "./tree.ts";

/** What one line holds; the block of a head is below it, or behind its colon. */
export type LineNode =
  | { readonly kind: "simple"; readonly statements: readonly PyStatement[] }
  | { readonly kind: "def"; readonly name: IToken; readonly params: readonly PyParam[]; readonly inline: readonly PyStatement[] }
  | { readonly kind: "if" | "elif" | "else"; readonly test?: PyExpr | undefined; readonly inline: readonly PyStatement[] }
  | { readonly kind: "for"; readonly target: PyExpr; readonly values: PyExpr; readonly inline: readonly PyStatement[] };

/** The parser as the rest of the room sees it. */
export interface PyParser {
  line(tokens: IToken[], context: PyContext): ReadTokens<LineNode>;
  expression(tokens: IToken[], context: PyContext): ReadTokens<PyExpr>;
  readonly grammar: EmbeddedActionsParser;
}

class Parser extends ExpressionParser {
  constructor(validate: boolean) {
    super(validate);
    this.performSelfAnalysis();
  }

  readonly line = this.RULE(
    "line",
    (): LineNode =>
      this.OR([
        { ALT: () => this.SUBRULE(this.def) },
        { ALT: () => this.SUBRULE(this.branch) },
        { ALT: () => this.SUBRULE(this.otherwise) },
        { ALT: () => this.SUBRULE(this.forEach) },
        { ALT: (): LineNode => ({ kind: "simple", statements: this.SUBRULE(this.statements) }) },
      ]),
  );

  readonly def = this.RULE("def", (): LineNode => {
    this.CONSUME(this.t.def);
    const name = this.CONSUME(this.t.Name);
    this.CONSUME(this.t.LParen);
    const params = this.SUBRULE(this.params, { ARGS: [true] });
    this.CONSUME(this.t.RParen);
    this.OPTION(() => {
      this.CONSUME(this.t.Arrow);
      this.SUBRULE(this.expression);
    });
    return { kind: "def", name, params, inline: this.SUBRULE(this.suite) };
  });

  readonly branch = this.RULE("branch", (): LineNode => {
    const word = this.OR([{ ALT: () => this.CONSUME(this.t.if) }, { ALT: () => this.CONSUME(this.t.elif) }]);
    const test = this.SUBRULE(this.expression);
    const inline = this.SUBRULE(this.suite);
    return this.made(() => ({ kind: word.image as "if" | "elif", test, inline }));
  });

  readonly otherwise = this.RULE("otherwise", (): LineNode => {
    this.CONSUME(this.t.else);
    return { kind: "else", inline: this.SUBRULE(this.suite) };
  });

  readonly forEach = this.RULE("forEach", (): LineNode => {
    this.CONSUME(this.t.for);
    const target = this.SUBRULE(this.targets);
    this.CONSUME(this.t.in);
    const values = this.SUBRULE(this.list);
    return { kind: "for", target, values, inline: this.SUBRULE(this.suite) };
  });

  /** What stands behind the colon of a head; nothing, where a block follows. */
  readonly suite = this.RULE("suite", (): readonly PyStatement[] => {
    this.CONSUME(this.t.Colon);
    return this.OPTION(() => this.SUBRULE(this.statements)) ?? [];
  });

  readonly statements = this.RULE("statements", (): readonly PyStatement[] => {
    const found: PyStatement[] = [];
    found.push(this.SUBRULE(this.statement));
    this.MANY(() => {
      this.CONSUME(this.t.Semicolon);
      this.OPTION(() => found.push(this.SUBRULE2(this.statement)));
    });
    return found;
  });

  readonly statement = this.RULE(
    "statement",
    (): PyStatement =>
      this.OR({
        DEF: [{ ALT: () => this.SUBRULE(this.return) }, { ALT: () => this.SUBRULE(this.idle) }, { ALT: () => this.SUBRULE(this.assignment) }],
        ERR_MSG: "a statement",
      }),
  );

  readonly return = this.RULE("return", (): PyStatement => {
    const first = this.CONSUME(this.t.return);
    const value = this.OPTION(() => this.SUBRULE(this.list));
    return this.made(() => ({ kind: "return", value, span: value ? between(this.context, this.span(first), value) : this.span(first) }));
  });

  /** `pass`, and `assert`, which a file that runs has passed. */
  readonly idle = this.RULE("idle", (): PyStatement => {
    const first = this.OR([
      { ALT: () => this.CONSUME(this.t.pass) },
      {
        ALT: () => {
          const word = this.CONSUME(this.t.assert);
          this.SUBRULE(this.list);
          return word;
        },
      },
    ]);
    return this.made(() => ({ kind: "idle", span: this.span(first) }));
  });

  readonly assignment = this.RULE("assignment", (): PyStatement => {
    const target = this.SUBRULE(this.list);
    const statement = this.OPTION(() =>
      this.OR([
        { ALT: () => this.SUBRULE(this.annotated, { ARGS: [target] }) },
        { ALT: () => this.SUBRULE(this.augmented, { ARGS: [target] }) },
        { ALT: () => this.SUBRULE(this.assigned, { ARGS: [target] }) },
      ]),
    );
    return this.made(() => statement ?? { kind: "expression", value: target, span: outerSpan(this.context, target) });
  });

  readonly annotated = this.RULE("annotated", (target: PyExpr): PyStatement => {
    this.CONSUME(this.t.Colon);
    const annotation = this.SUBRULE(this.expression);
    const value = this.OPTION(() => {
      this.CONSUME(this.t.Assign);
      return this.SUBRULE(this.list);
    });
    return this.made(() => ({ kind: "assign", target, annotation, value, span: between(this.context, target, value ?? annotation) }));
  });

  readonly augmented = this.RULE("augmented", (target: PyExpr): PyStatement => {
    const token = this.CONSUME(this.t.Augmented);
    const right = this.SUBRULE(this.list);
    return this.made(() => {
      const span = between(this.context, target, right);
      return {
        kind: "assign",
        target,
        value: { kind: "binary", operator: token.image.slice(0, -1), left: target, right, span },
        isAugmented: true,
        span,
      };
    });
  });

  readonly assigned = this.RULE("assigned", (target: PyExpr): PyStatement => {
    const values: PyExpr[] = [];
    this.AT_LEAST_ONE(() => {
      this.CONSUME(this.t.Assign);
      values.push(this.SUBRULE(this.list));
    });
    return this.made(() => {
      const [value, ...others] = values;
      const span = between(this.context, target, values.at(-1)!);
      const names = [target, ...values].flatMap((part) => (part.kind === "name" ? part.name : []));
      if (others.length > 0) return { kind: "unsupported", reason: "mutation", what: "an assignment to several names at once", names, span };
      return { kind: "assign", target, value, span };
    });
  });

  readLine(tokens: IToken[], context: PyContext): ReadTokens<LineNode> {
    return this.read(tokens, context, () => this.line());
  }
}

/** A new parser; `validate` also checks the grammar itself, which tests do. */
export const createPyParser = (validate = false): PyParser => {
  const parser = new Parser(validate);
  return {
    line: (tokens, context) => parser.readLine(tokens, context),
    expression: (tokens, context) => parser.readExpression(tokens, context),
    grammar: parser,
  };
};
