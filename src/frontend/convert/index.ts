/** @file A file of variants in another language: `.attn` or TypeScript, whatever it was written in. It is known to be right. */
import type * as ast from "#grammar/ast.ts";
import { printFile } from "#grammar/print.ts";
import type { Variant } from "#src/ir/variant.ts";
import type { ImportResolver } from "../lower.ts";
import { commentsOf } from "./comments.ts";
import { explicitFile } from "./explicit.ts";
import { createDeclarations } from "./names.ts";
import { tsFile } from "./ts-file.ts";
import { createTyping } from "./typing.ts";

/** What is to be converted. */
export interface Convertible {
  readonly file: ast.File;
  readonly resolve?: ImportResolver;
  /** What it was lowered to: the attentions that it is about. */
  readonly variants: readonly Variant[];
}

/** The file in the language. Nothing is imported by it: it has no imports left, for it was not read from `.attn` text. */
export function toAttn({ file }: Convertible): string {
  const { head, above } = commentsOf(file.span.source);
  const text = printFile(
    explicitFile(
      file,
      createDeclarations(() => undefined),
      createTyping(),
    ),
    above,
  );
  const apart = head.length > 0 && file.items[0]?.kind !== "attention" ? "\n" : "";
  return head.map((line) => `${line}\n`).join("") + apart + text;
}

/** The file in TypeScript. */
export function toTypeScript({ file, resolve = () => undefined, variants }: Convertible): string {
  const { head, above } = commentsOf(file.span.source);
  const brought = new Map(variants.map(({ name, inputs, params }) => [name, [...inputs, ...params].map((item) => item.name)]));
  const text = tsFile(file, {
    declarations: createDeclarations(resolve),
    typing: createTyping(),
    above,
    exported: new Set(variants.map(({ name }) => name)),
    brought: (attention) => {
      const own = file.items.find((item) => item.kind === "attention" && item.name.name === attention);
      const declared = own?.kind === "attention" ? own.items.flatMap((item) => (item.kind === "section" ? [] : item.name.name)) : [];
      return (brought.get(attention) ?? []).filter((name) => !declared.includes(name));
    },
  });
  return head.map((line) => `${line}\n`).join("") + text;
}
