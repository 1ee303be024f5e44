/**
 * @file The rules of the language, in the order of grammar.ebnf. Each returns its surface node, or `undefined` where the recovery had to
 * leave something out: an item that lacks a part is dropped, so that one mistake is reported once.
 */
import { EmbeddedActionsParser, type IRecognitionException, type IToken } from "chevrotain";
import * as H from "#src/diagnostics/codes/syntax.ts";
import { scalarTypes, storageTypes } from "#src/ir/types.ts";
import type { Attention, AttentionItem, Const, Expr, FileItem, Fn, FnParam, Ident, Import, Input, Let, Param, Section } from "./ast.ts";
import * as build from "./build-ast.ts";
import type { Context, Maybe } from "./build-ast.ts";
import { expectation } from "./syntax-errors.ts";
import { getVocabulary } from "./tokens.ts";

/** How many expressions may be open at once. */
export const nestingLimit = 100;

/** Thrown through the recovery when nesting passes the limit. */
export class TooDeep extends Error {
  readonly token: IToken;
  constructor(token: IToken) {
    super("nested too deep");
    this.token = token;
  }
}

/** The parser as the rest of the room sees it. */
export interface AttnParser {
  parse(tokens: IToken[], context: Context): { readonly items: readonly FileItem[]; readonly errors: readonly IRecognitionException[] };
  readonly grammar: EmbeddedActionsParser;
}

class Parser extends EmbeddedActionsParser {
  private readonly t = getVocabulary().tokens;
  private context!: Context;
  private depth = 0;

  constructor(validate: boolean) {
    super([...getVocabulary().all], {
      recoveryEnabled: true,
      maxLookahead: 1,
      skipValidations: !validate,
      errorMessageProvider: expectation,
    });
    this.performSelfAnalysis();
  }

  /** A token that was made up would have no place in the text. */
  protected override canTokenTypeBeInsertedInRecovery(): boolean {
    return false;
  }

  readonly file = this.RULE("file", (): FileItem[] => {
    const items: Maybe<FileItem>[] = [];
    this.MANY(() => items.push(this.SUBRULE(this.fileItem)));
    return items.filter((item) => item !== undefined);
  });

  readonly fileItem = this.RULE(
    "fileItem",
    (): Maybe<FileItem> =>
      this.OR([
        { ALT: () => this.SUBRULE(this.import) },
        { ALT: () => this.SUBRULE(this.const) },
        { ALT: () => this.SUBRULE(this.fn) },
        { ALT: () => this.SUBRULE(this.attention) },
      ]),
  );

  readonly import = this.RULE("import", (): Maybe<Import> => {
    const first = this.CONSUME(this.t.import);
    this.CONSUME(this.t.LCurly);
    const names = this.SUBRULE(this.names);
    this.CONSUME(this.t.RCurly);
    this.CONSUME(this.t.From);
    const last = this.CONSUME(this.t.String);
    return this.made(() => names && { kind: "import", names, from: last.image.slice(1, -1), span: this.span(first, last) });
  });

  readonly names = this.RULE("names", (): Maybe<readonly Ident[]> => {
    const names: Ident[] = [];
    const name = (): void => void names.push(this.ident(this.CONSUME(this.t.Name)));
    name();
    this.MANY(() => {
      const comma = this.CONSUME(this.t.Comma);
      const { length } = names;
      this.OPTION(() => names.push(this.ident(this.CONSUME2(this.t.Name))));
      this.afterComma(comma, names.length > length);
    });
    return names;
  });

  readonly const = this.RULE("const", (): Maybe<Const> => {
    const first = this.CONSUME(this.t.const);
    const name = this.CONSUME(this.t.Name);
    this.CONSUME(this.t.Assign);
    const value = this.SUBRULE(this.expression);
    return this.made(() => value && { kind: "const", name: this.ident(name), value, span: this.from(first, value) });
  });

  readonly fn = this.RULE("fn", (): Maybe<Fn> => {
    const first = this.CONSUME(this.t.fn);
    const name = this.CONSUME(this.t.Name);
    this.CONSUME(this.t.LParen);
    const params = this.SUBRULE(this.fnParams);
    this.CONSUME(this.t.RParen);
    this.CONSUME(this.t.Assign);
    const body = this.SUBRULE(this.expression);
    return this.made(() => params && body && { kind: "fn", name: this.ident(name), params, body, span: this.from(first, body) });
  });

  readonly fnParams = this.RULE("fnParams", (): Maybe<readonly FnParam[]> => {
    const params: Maybe<FnParam>[] = [];
    this.OPTION(() => {
      params.push(this.SUBRULE(this.fnParam));
      this.MANY(() => {
        const comma = this.CONSUME(this.t.Comma);
        const { length } = params;
        this.OPTION2(() => params.push(this.SUBRULE2(this.fnParam)));
        this.afterComma(comma, params.length > length);
      });
    });
    return build.complete(params);
  });

  readonly fnParam = this.RULE("fnParam", (): Maybe<FnParam> => {
    const name = this.CONSUME(this.t.Name);
    const type = this.OPTION(() => {
      this.CONSUME(this.t.Colon);
      return this.CONSUME2(this.t.Name);
    });
    return this.made(() => {
      const found = type && build.typeNamed(this.context, type, scalarTypes);
      return found === undefined ? { name: this.ident(name) } : { name: this.ident(name), type: found };
    });
  });

  readonly attention = this.RULE("attention", (): Maybe<Attention> => {
    const items: Maybe<AttentionItem>[] = [];
    const first = this.CONSUME(this.t.attention);
    const name = this.CONSUME(this.t.Name);
    this.CONSUME(this.t.LCurly);
    this.MANY(() => items.push(this.SUBRULE(this.attentionItem)));
    const last = this.CONSUME(this.t.RCurly);
    return this.made(() => ({
      kind: "attention",
      name: this.ident(name),
      items: items.filter((item) => item !== undefined),
      span: this.span(first, last),
    }));
  });

  readonly attentionItem = this.RULE(
    "attentionItem",
    (): Maybe<AttentionItem> =>
      this.OR([
        { ALT: () => this.SUBRULE(this.inputItem) },
        { ALT: () => this.SUBRULE(this.param) },
        { ALT: () => this.SUBRULE(this.const) },
        { ALT: () => this.SUBRULE(this.fn) },
        { ALT: () => this.SUBRULE(this.let) },
        { ALT: () => this.SUBRULE(this.section) },
      ]),
  );

  readonly inputItem = this.RULE("inputItem", (): Maybe<Input> => {
    const first = this.CONSUME(this.t.input);
    const name = this.CONSUME(this.t.Name);
    this.CONSUME(this.t.Colon);
    const type = this.CONSUME2(this.t.Name);
    this.CONSUME(this.t.LSquare);
    const dims = this.SUBRULE(this.arguments);
    const last = this.CONSUME(this.t.RSquare);
    return this.made(() => {
      const found = build.typeNamed(this.context, type, storageTypes);
      return found && dims && { kind: "input", name: this.ident(name), type: found, dims, span: this.span(first, last) };
    });
  });

  readonly param = this.RULE("param", (): Maybe<Param> => {
    const first = this.CONSUME(this.t.param);
    const name = this.CONSUME(this.t.Name);
    this.CONSUME(this.t.Colon);
    const type = this.CONSUME2(this.t.Name);
    this.CONSUME(this.t.Assign);
    const value = this.SUBRULE(this.expression);
    return this.made(() => {
      const found = build.typeNamed(this.context, type, scalarTypes);
      return found && value && { kind: "param", name: this.ident(name), type: found, value, span: this.from(first, value) };
    });
  });

  readonly let = this.RULE("let", (): Maybe<Let> => {
    const first = this.CONSUME(this.t.let);
    const name = this.CONSUME(this.t.Name);
    this.CONSUME(this.t.Assign);
    const value = this.SUBRULE(this.expression);
    return this.made(() => value && { kind: "let", name: this.ident(name), value, span: this.from(first, value) });
  });

  readonly section = this.RULE("section", (): Maybe<Section> => {
    const name = this.CONSUME(this.t.SectionName);
    this.CONSUME(this.t.Assign);
    const value = this.SUBRULE(this.expression);
    return this.made(() => value && { kind: "section", name: this.ident(name), value, span: this.from(name, value) });
  });

  readonly expression = this.RULE("expression", (): Maybe<Expr> => {
    this.descend();
    try {
      const chain = this.SUBRULE(this.chain);
      const branches = this.OPTION(() => {
        this.CONSUME(this.t.Question);
        const then = this.SUBRULE(this.expression);
        this.CONSUME(this.t.Colon);
        return [then, this.SUBRULE2(this.expression)] as const;
      });
      return this.made(() => (branches ? this.conditional(chain, ...branches) : chain));
    } finally {
      this.depth--;
    }
  });

  readonly chain = this.RULE("chain", (): Maybe<Expr> => {
    const operands: Maybe<Expr>[] = [];
    const operators: IToken[] = [];
    operands.push(this.SUBRULE(this.operand));
    this.MANY(() => {
      operators.push(this.CONSUME(this.t.Infix));
      operands.push(this.SUBRULE2(this.operand));
    });
    return this.made(() => {
      const known = build.complete(operands);
      return known && build.foldChain(this.context, known, operators);
    });
  });

  readonly operand = this.RULE("operand", (): Maybe<Expr> => {
    const prefixes: IToken[] = [];
    this.MANY(() => prefixes.push(this.CONSUME(this.t.Prefix)));
    const value = this.OR({
      DEF: [
        { ALT: () => this.literal(this.CONSUME(this.t.Number), prefixes) },
        { ALT: () => this.truth(this.CONSUME(this.t.true), true) },
        { ALT: () => this.truth(this.CONSUME(this.t.false), false) },
        { ALT: () => this.infinity(this.CONSUME(this.t.inf)) },
        { ALT: () => this.SUBRULE(this.parenthesized) },
        { ALT: () => this.SUBRULE(this.reference) },
      ],
      ERR_MSG: "an expression",
    });
    return this.made(() => value && build.applyPrefixes(this.context, prefixes, value));
  });

  readonly parenthesized = this.RULE("parenthesized", (): Maybe<Expr> => {
    const first = this.CONSUME(this.t.LParen);
    const value = this.SUBRULE(this.expression);
    const last = this.CONSUME(this.t.RParen);
    return this.made(() => {
      if (value) this.context.wrapped.set(value, this.span(first, last));
      return value;
    });
  });

  readonly reference = this.RULE("reference", (): Maybe<Expr> => {
    const name = this.CONSUME(this.t.Name);
    const follow = this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(this.t.LParen);
            const args = this.SUBRULE(this.arguments);
            const last = this.CONSUME(this.t.RParen);
            return () => args && build.call(this.context, this.ident(name), args, this.span(name, last));
          },
        },
        {
          ALT: () => {
            const indices: Maybe<readonly Expr[]>[] = [];
            let last = name;
            this.AT_LEAST_ONE(() => {
              this.CONSUME(this.t.LSquare);
              indices.push(this.SUBRULE2(this.arguments));
              last = this.CONSUME(this.t.RSquare);
            });
            return () => this.indexed(name, build.complete(indices), last);
          },
        },
        {
          ALT: () => {
            this.CONSUME(this.t.Dot);
            const part = this.CONSUME2(this.t.Name);
            return () => this.maskOf(name, part);
          },
        },
      ]),
    );
    return this.made(() => (follow ? follow() : { kind: "name", name: name.image, span: this.span(name, name) }));
  });

  readonly arguments = this.RULE("arguments", (): Maybe<readonly Expr[]> => {
    const items: Maybe<Expr>[] = [];
    this.OPTION(() => {
      items.push(this.SUBRULE(this.expression));
      this.MANY(() => {
        const comma = this.CONSUME(this.t.Comma);
        const { length } = items;
        this.OPTION2(() => items.push(this.SUBRULE2(this.expression)));
        this.afterComma(comma, items.length > length);
      });
    });
    return build.complete(items);
  });

  // ── Actions: nothing below runs while chevrotain records the rules ──

  private made<N>(action: () => N): N {
    return this.ACTION(action);
  }

  private span(first: IToken, last: IToken): ReturnType<typeof build.spanOf> {
    return build.spanOf(this.context, first, last);
  }

  private from(first: IToken, value: Expr): ReturnType<typeof build.spanOf> {
    return build.between(this.context, this.span(first, first), value);
  }

  private ident(token: IToken): Ident {
    return this.RECORDING_PHASE ? (undefined as never) : build.ident(this.context, token);
  }

  private literal(token: IToken, prefixes: readonly IToken[]): Maybe<Expr> {
    return this.made(() => build.numberLiteral(this.context, token, build.negates(prefixes)));
  }

  private truth(token: IToken, value: boolean): Maybe<Expr> {
    return this.made(() => ({ kind: "bool", value, span: this.span(token, token) }));
  }

  private infinity(token: IToken): Maybe<Expr> {
    return this.made(() => ({ kind: "number", value: Infinity, type: "f32", span: this.span(token, token) }));
  }

  private indexed(name: IToken, indices: Maybe<readonly (readonly Expr[])[]>, last: IToken): Maybe<Expr> {
    return indices && build.index(this.ident(name), indices.flat(), this.span(name, last));
  }

  private maskOf(name: IToken, part: IToken): Expr {
    if (part.image !== "mask") this.context.problems.push(H.onlyMask(this.span(part, part), name.image, part.image));
    return { kind: "mask-of", attention: this.ident(name), span: this.span(name, part) };
  }

  private conditional(test: Maybe<Expr>, then: Maybe<Expr>, otherwise: Maybe<Expr>): Maybe<Expr> {
    return test && then && otherwise && { kind: "conditional", test, then, otherwise, span: build.between(this.context, test, otherwise) };
  }

  /** A comma may end a list, but two may not follow each other. */
  private afterComma(comma: IToken, followed: boolean): void {
    this.made(() => {
      if (!followed && this.LA(1).tokenType === this.t.Comma) this.context.problems.push(H.extraComma(this.span(comma, this.LA(1))));
    });
  }

  private descend(): void {
    this.made(() => {
      if (++this.depth > nestingLimit) throw new TooDeep(this.LA(1));
    });
  }

  parse(tokens: IToken[], context: Context): ReturnType<AttnParser["parse"]> {
    this.input = tokens;
    this.context = context;
    this.depth = 0;
    const items: Maybe<FileItem[]> = this.file();
    return { items: items ?? [], errors: this.errors };
  }
}

/** A new parser; `validate` also checks the grammar itself, which tests do. */
export const createParser = (validate = false): AttnParser => {
  const parser = new Parser(validate);
  return { parse: (tokens, context) => parser.parse(tokens, context), grammar: parser };
};
