/** @file What a name means while a surface tree is lowered: chained tables of entries, innermost first. */
import type { Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import type { Node } from "#src/ir/node.ts";
import type { Input } from "#src/ir/variant.ts";

export type Entry =
  | { readonly kind: "value"; readonly node: Node | undefined; readonly span?: Span | undefined }
  | { readonly kind: "input"; readonly input: Input; readonly span?: Span | undefined }
  | { readonly kind: "fn"; readonly fn: ast.Fn; readonly scope: Scope; readonly span?: Span | undefined }
  | { readonly kind: "attention"; readonly attention: ast.Attention; readonly scope: Scope; readonly span?: Span | undefined }
  /** A file's constant: lowered where it is used, into that variant's graph. */
  | { readonly kind: "constant"; readonly value: ast.Expr; readonly scope: Scope; readonly span?: Span | undefined }
  /** A declaration that failed; its users stay silent. */
  | { readonly kind: "broken"; readonly span?: Span | undefined };

export interface Scope {
  find(name: string): Entry | undefined;
  /** Adds a name to this table and answers what the table held under it before. */
  declare(name: string, entry: Entry): Entry | undefined;
  /** The names visible here of the given kinds, for suggestions. */
  names(...kinds: readonly Entry["kind"][]): string[];
}

export function createScope(parent?: Scope): Scope {
  const table = new Map<string, Entry>();
  return {
    find: (name) => table.get(name) ?? parent?.find(name),
    declare(name, entry) {
      const before = table.get(name);
      if (!before) table.set(name, entry);
      return before;
    },
    names: (...kinds) => [...[...table].filter(([, entry]) => kinds.includes(entry.kind)).map(([name]) => name), ...(parent?.names(...kinds) ?? [])],
  };
}
