/**
 * @file The rules of Python's expressions, lists of params among them. Each returns its node; the first mistake ends the reading.
 */
import { EmbeddedActionsParser, type IRecognitionException, type IToken, type ParserMethod } from "chevrotain";
import * as build from "./build.ts";
import { between, identOf, spanOf, type PyContext } from "./context.ts";
import { nestingLimit } from "./lines.ts";
import { expectation } from "./syntax-errors.ts";
import { getPyVocabulary } from "./tokens.ts";
import type { PyArgument, PyExpr, PyParam, PyReason } from "./tree.ts";

/** Thrown when nesting passes the limit. */
export class TooDeep extends Error {
  readonly token: IToken;
  constructor(token: IToken) {
    super("nested too deep");
    this.token = token;
  }
}

/** What a rule makes of tokens that it has to take all. */
export interface ReadTokens<N> {
  readonly node?: N | undefined;
  readonly error?: IRecognitionException | undefined;
}

/** The half of the parser that reads expressions. */
export class ExpressionParser extends EmbeddedActionsParser {
  protected readonly t: ReturnType<typeof getPyVocabulary>["tokens"] = getPyVocabulary().tokens;
  protected context!: PyContext;
  private depth = 0;

  constructor(validate: boolean) {
    super([...getPyVocabulary().all], { recoveryEnabled: false, maxLookahead: 1, skipValidations: !validate, errorMessageProvider: expectation });
  }

  /** `a` or `a, b`, which is a tuple. */
  readonly list: ParserMethod<[], PyExpr> = this.RULE("list", (): PyExpr => {
    const items: PyExpr[] = [];
    let isTuple = false;
    items.push(this.SUBRULE(this.element));
    this.MANY(() => {
      this.CONSUME(this.t.Comma);
      isTuple = true;
      this.OPTION(() => items.push(this.SUBRULE2(this.element)));
    });
    return this.made(() => (isTuple ? { kind: "list", items, span: between(this.context, items[0]!, items.at(-1)!) } : items[0]!));
  });

  readonly element: ParserMethod<[], PyExpr> = this.RULE("element", (): PyExpr => {
    const value = this.SUBRULE(this.expression);
    return this.OPTION(() => this.SUBRULE(this.comprehension, { ARGS: [value] })) ?? value;
  });

  /** The names that a loop gives values to: one, or a tuple of several. */
  readonly targets: ParserMethod<[], PyExpr> = this.RULE("targets", (): PyExpr => {
    const names: IToken[] = [];
    names.push(this.CONSUME(this.t.Name));
    this.MANY(() => {
      this.CONSUME(this.t.Comma);
      names.push(this.CONSUME2(this.t.Name));
    });
    return this.made(() => {
      const items = names.map((name): PyExpr => ({ kind: "name", name: name.image, span: this.span(name) }));
      return items.length === 1 ? items[0]! : { kind: "list", items, span: this.span(names[0]!, names.at(-1)) };
    });
  });

  readonly comprehension: ParserMethod<[value: PyExpr], PyExpr> = this.RULE("comprehension", (value: PyExpr): PyExpr => {
    this.CONSUME(this.t.for);
    const target = this.SUBRULE(this.targets);
    this.CONSUME(this.t.in);
    const values = this.SUBRULE(this.chain);
    const test = this.OPTION(() => {
      this.CONSUME(this.t.if);
      return this.SUBRULE2(this.chain);
    });
    return this.made(() => ({ kind: "comprehension", value, target, values, test, span: between(this.context, value, test ?? values) }));
  });

  readonly expression: ParserMethod<[], PyExpr> = this.RULE("expression", (): PyExpr => {
    this.descend();
    const value = this.OR({
      DEF: [{ ALT: () => this.SUBRULE(this.lambda) }, { ALT: () => this.SUBRULE(this.choice) }],
      ERR_MSG: "an expression",
    });
    this.made(() => this.depth--);
    return value;
  });

  readonly choice: ParserMethod<[], PyExpr> = this.RULE("choice", (): PyExpr => {
    const then = this.SUBRULE(this.chain);
    const rest = this.OPTION(() => {
      this.CONSUME(this.t.if);
      const test = this.SUBRULE2(this.chain);
      this.CONSUME(this.t.else);
      return { test, otherwise: this.SUBRULE(this.expression) };
    });
    const walrus = this.OPTION2(() => {
      this.CONSUME(this.t.Walrus);
      return this.SUBRULE2(this.expression);
    });
    return this.made(() => {
      if (walrus) return this.unsupported("walrus", "an assignment inside an expression", between(this.context, then, walrus));
      return rest ? { kind: "conditional", then, ...rest, span: between(this.context, then, rest.otherwise) } : then;
    });
  });

  readonly lambda: ParserMethod<[], PyExpr> = this.RULE("lambda", (): PyExpr => {
    const first = this.CONSUME(this.t.lambda);
    const params = this.SUBRULE(this.params, { ARGS: [false] });
    this.CONSUME(this.t.Colon);
    const body = this.SUBRULE(this.expression);
    return this.made(() => ({ kind: "lambda", params, body, span: between(this.context, this.span(first), body) }));
  });

  readonly chain: ParserMethod<[], PyExpr> = this.RULE("chain", (): PyExpr => {
    const operands: build.Operand[] = [];
    const operators: IToken[] = [];
    operands.push(this.SUBRULE(this.operand));
    this.MANY(() => {
      operators.push(this.CONSUME(this.t.Infix));
      operands.push(this.SUBRULE2(this.operand));
    });
    return this.made(() => build.foldChain(this.context, operands, operators));
  });

  readonly operand: ParserMethod<[], build.Operand> = this.RULE("operand", (): build.Operand => {
    const prefixes: IToken[] = [];
    this.MANY(() => prefixes.push(this.CONSUME(this.t.Prefix)));
    return { prefixes, value: this.SUBRULE(this.primary) };
  });

  /** An atom with its members, calls and indices. */
  readonly primary: ParserMethod<[], PyExpr> = this.RULE("primary", (): PyExpr => {
    let value = this.SUBRULE(this.atom);
    this.MANY(() => {
      value = this.OR([
        { ALT: () => this.SUBRULE(this.attribute, { ARGS: [value] }) },
        { ALT: () => this.SUBRULE(this.call, { ARGS: [value] }) },
        { ALT: () => this.SUBRULE(this.subscript, { ARGS: [value] }) },
      ]);
    });
    return value;
  });

  readonly attribute: ParserMethod<[object: PyExpr], PyExpr> = this.RULE("attribute", (object: PyExpr): PyExpr => {
    this.CONSUME(this.t.Dot);
    const name = this.CONSUME(this.t.Name);
    return this.made(() => ({
      kind: "attribute",
      object,
      name: identOf(this.context, name),
      span: between(this.context, object, this.span(name)),
    }));
  });

  readonly call: ParserMethod<[callee: PyExpr], PyExpr> = this.RULE("call", (callee: PyExpr): PyExpr => {
    const args: PyArgument[] = [];
    this.CONSUME(this.t.LParen);
    this.OPTION(() => {
      args.push(this.SUBRULE(this.argument));
      this.MANY(() => {
        this.CONSUME(this.t.Comma);
        this.OPTION2(() => args.push(this.SUBRULE2(this.argument)));
      });
    });
    const last = this.CONSUME(this.t.RParen);
    return this.made(() => ({ kind: "call", callee, args, span: between(this.context, callee, this.span(last)) }));
  });

  readonly argument: ParserMethod<[], PyArgument> = this.RULE("argument", (): PyArgument => {
    const star = this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(this.t.Star) }, { ALT: () => this.CONSUME(this.t.Power) }]));
    const first = this.SUBRULE(this.element);
    const value = this.OPTION2(() => {
      this.CONSUME(this.t.Assign);
      return this.SUBRULE(this.expression);
    });
    return this.made(() => {
      if (star?.image === "**") return { value: this.unsupported("spread", "arguments from a dictionary", first.span) };
      if (star) return { value: first, isSpread: true };
      if (value && first.kind === "name") return { keyword: { name: first.name, span: first.span }, value };
      return { value: first };
    });
  });

  readonly subscript: ParserMethod<[object: PyExpr], PyExpr> = this.RULE("subscript", (object: PyExpr): PyExpr => {
    const indices: PyExpr[] = [];
    this.CONSUME(this.t.LSquare);
    indices.push(this.SUBRULE(this.index));
    this.MANY(() => {
      this.CONSUME(this.t.Comma);
      this.OPTION(() => indices.push(this.SUBRULE2(this.index)));
    });
    const last = this.CONSUME(this.t.RSquare);
    return this.made(() => ({ kind: "subscript", object, indices, span: between(this.context, object, this.span(last)) }));
  });

  /** An index, or a slice, which is read to be named. */
  readonly index: ParserMethod<[], PyExpr> = this.RULE("index", (): PyExpr => {
    const first = this.LA(1);
    const value = this.OPTION(() => this.SUBRULE(this.expression));
    let isSlice = false;
    this.MANY(() => {
      this.CONSUME(this.t.Colon);
      isSlice = true;
      this.OPTION2(() => this.SUBRULE2(this.expression));
    });
    return this.made(() => (isSlice || !value ? this.unsupported("data", "a slice", this.span(first, this.LA(0))) : value));
  });

  readonly atom: ParserMethod<[], PyExpr> = this.RULE(
    "atom",
    (): PyExpr =>
      this.OR({
        DEF: [
          { ALT: () => this.named(this.CONSUME(this.t.Name)) },
          { ALT: () => this.number(this.CONSUME(this.t.Number)) },
          { ALT: () => this.SUBRULE(this.string) },
          { ALT: () => this.constant(this.CONSUME(this.t.True)) },
          { ALT: () => this.constant(this.CONSUME(this.t.False)) },
          { ALT: () => this.constant(this.CONSUME(this.t.None)) },
          { ALT: () => this.constant(this.CONSUME(this.t.Ellipsis)) },
          { ALT: () => this.SUBRULE(this.parenthesized) },
          { ALT: () => this.SUBRULE(this.bracketed) },
          { ALT: () => this.SUBRULE(this.braced) },
        ],
        ERR_MSG: "an expression",
      }),
  );

  readonly string: ParserMethod<[], PyExpr> = this.RULE("string", (): PyExpr => {
    const parts: IToken[] = [];
    this.AT_LEAST_ONE(() => parts.push(this.CONSUME(this.t.String)));
    return this.made(() => build.stringOf(this.context, parts));
  });

  readonly parenthesized: ParserMethod<[], PyExpr> = this.RULE("parenthesized", (): PyExpr => {
    const first = this.CONSUME(this.t.LParen);
    const value = this.OPTION(() => this.SUBRULE(this.list));
    const last = this.CONSUME(this.t.RParen);
    return this.made(() => {
      const found: PyExpr = value ?? { kind: "list", items: [], span: this.span(first, last) };
      this.context.wrapped.set(found, this.span(first, last));
      return found;
    });
  });

  readonly bracketed: ParserMethod<[], PyExpr> = this.RULE("bracketed", (): PyExpr => {
    const first = this.CONSUME(this.t.LSquare);
    const value = this.OPTION(() => this.SUBRULE(this.list));
    const last = this.CONSUME(this.t.RSquare);
    return this.made(() => {
      const items = value?.kind === "list" && !this.context.wrapped.has(value) ? value.items : value ? [value] : [];
      return { kind: "list", items, span: this.span(first, last) };
    });
  });

  /** A set or a dictionary, read to be named. */
  readonly braced: ParserMethod<[], PyExpr> = this.RULE("braced", (): PyExpr => {
    const first = this.CONSUME(this.t.LCurly);
    this.MANY(() =>
      this.OR([
        { ALT: () => this.SUBRULE(this.expression) },
        { ALT: () => this.CONSUME(this.t.Colon) },
        { ALT: () => this.CONSUME(this.t.Comma) },
        { ALT: () => this.CONSUME(this.t.Star) },
        { ALT: () => this.CONSUME(this.t.Power) },
      ]),
    );
    const last = this.CONSUME(this.t.RCurly);
    return this.made(() => this.unsupported("data", "a dictionary or set", this.span(first, last)));
  });

  readonly params: ParserMethod<[isTyped: boolean], readonly PyParam[]> = this.RULE("params", (isTyped: boolean): readonly PyParam[] => {
    const params: PyParam[] = [];
    let isKeywordOnly = false;
    const next = (param: PyParam | "*" | "/"): void => {
      if (param === "*" || (typeof param === "object" && param.isRest)) isKeywordOnly = true;
      if (typeof param === "object") params.push(isKeywordOnly && !param.isRest ? { ...param, isKeywordOnly } : param);
    };
    this.OPTION(() => {
      next(this.SUBRULE(this.param, { ARGS: [isTyped] }));
      this.MANY(() => {
        this.CONSUME(this.t.Comma);
        this.OPTION2(() => next(this.SUBRULE2(this.param, { ARGS: [isTyped] })));
      });
    });
    return params;
  });

  /** A lambda's params have no types: their colon ends them. */
  readonly param: ParserMethod<[isTyped: boolean], PyParam | "*" | "/"> = this.RULE("param", (isTyped: boolean): PyParam | "*" | "/" =>
    this.OR([
      {
        ALT: () => {
          this.OR2([{ ALT: () => this.CONSUME(this.t.Star) }, { ALT: () => this.CONSUME(this.t.Power) }]);
          const name = this.OPTION(() => this.CONSUME(this.t.Name));
          return this.made((): PyParam | "*" => (name ? { name: identOf(this.context, name), isRest: true } : "*"));
        },
      },
      {
        ALT: (): "/" => {
          this.CONSUME(this.t.Slash);
          return "/";
        },
      },
      { ALT: () => this.SUBRULE(this.plainParam, { ARGS: [isTyped] }) },
    ]),
  );

  readonly plainParam: ParserMethod<[isTyped: boolean], PyParam> = this.RULE("plainParam", (isTyped: boolean): PyParam => {
    const name = this.CONSUME(this.t.Name);
    const annotation = this.OPTION({
      GATE: () => isTyped,
      DEF: () => {
        this.CONSUME(this.t.Colon);
        return this.SUBRULE(this.expression);
      },
    });
    const value = this.OPTION2(() => {
      this.CONSUME(this.t.Assign);
      return this.SUBRULE2(this.expression);
    });
    return this.made(() => ({ name: identOf(this.context, name), annotation, value }));
  });

  // ── Actions: nothing below runs while chevrotain records the rules ──

  protected made<N>(action: () => N): N {
    return this.ACTION(action);
  }

  protected span(first: IToken, last: IToken = first): ReturnType<typeof spanOf> {
    return spanOf(this.context, first, last);
  }

  private named(token: IToken): PyExpr {
    return this.made(() => ({ kind: "name", name: token.image, span: this.span(token) }));
  }

  private number(token: IToken): PyExpr {
    return this.made(() => build.numberOf(this.context, token));
  }

  private constant(token: IToken): PyExpr {
    return this.made(() => ({ kind: "constant", value: token.image as "None", span: this.span(token) }));
  }

  protected unsupported(reason: PyReason, what: string, span: ReturnType<typeof spanOf>): PyExpr {
    return { kind: "unsupported", reason, what, span };
  }

  private descend(): void {
    this.made(() => {
      if (++this.depth > nestingLimit) throw new TooDeep(this.LA(1));
    });
  }

  /** Reads the tokens by a rule that has to take all of them. */
  protected read<N>(tokens: IToken[], context: PyContext, rule: () => N): ReadTokens<N> {
    this.input = tokens;
    this.context = context;
    this.depth = 0;
    const node = rule();
    return { node, error: this.errors[0] };
  }

  readExpression(tokens: IToken[], context: PyContext): ReadTokens<PyExpr> {
    return this.read(tokens, context, () => this.expression());
  }
}
