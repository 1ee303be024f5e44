/** @file Attentions as either route found them → the surface file: the attentions asked for, and all that they use. */
import * as codes from "#src/diagnostics/codes/typescript.ts";
import type { Report } from "#src/diagnostics/report.ts";
import type { Span } from "#src/diagnostics/span.ts";
import type * as ast from "#grammar/ast.ts";
import { applySection } from "./lower-body.ts";
import { meaningOf, placeholder } from "./lower-ts.ts";
import type { JsDefinition, Meaning } from "./meaning.ts";
import { createScope, type Context, type Frame } from "./names.ts";

/** A surface file with the names of the attentions it was read for; the others are there because those use them. */
export interface TypeScriptFile extends ast.File {
  readonly exported: readonly string[];
}

/** Lowers the definitions and everything they use into one file, used things first. */
export function lowerDefinitions(definitions: readonly JsDefinition[], span: Span, report: Report, freeNameHelp: string): TypeScriptFile {
  const context: Context = { report, items: [], taken: new Set(), emitted: new Map(), freeNameHelp, size: 0, depth: 0 };
  for (const { key, name } of definitions) {
    context.emitted.set(key, [name.name]);
    context.taken.add(name.name);
  }
  for (const definition of definitions) {
    const attention = lowerAttention(definition, definition.name.name, context);
    context.items.push(attention);
  }
  return { kind: "file", items: context.items, span, exported: definitions.map(({ name }) => name.name) };
}

/** One attention; what it uses is put into the context's items before it. */
export function lowerAttention(definition: JsDefinition, name: string, context: Context): ast.Attention {
  const { inputs, params, sections, span } = definition;
  if (!/^[A-Za-z_]\w*$/.test(definition.name.name)) context.report.add(codes.badName(definition.name.span, definition.name.name));
  const lowered = sections.flatMap((section): ast.Section[] => {
    const value = lowerSection(section, { context, definition, locals: new Set(), active: [] });
    return value ? [{ kind: "section", name: section.name, value, span: section.value.span }] : [];
  });
  return { kind: "attention", name: { ...definition.name, name }, items: [...inputs, ...params, ...lowered], span };
}

function lowerSection({ name, value, home }: JsDefinition["sections"][number], frame: Frame): ast.Expr | undefined {
  const meaning = resolveSection(meaningOf(value, createScope(frame, home)), frame);
  if (meaning?.kind === "function") return applySection(meaning, frame);
  if (!meaning) return undefined;
  if (meaning.kind !== "broken") frame.context.report.add(codes.notFunction(value.span, `\`${name.name}\``));
  return placeholder(value.span);
}

/** `mask: causal.mask` takes over the function itself, and there may be none. */
function resolveSection(meaning: Meaning, frame: Frame): Meaning | undefined {
  if (meaning.kind !== "section") return meaning;
  const found = meaning.of.read()?.sections.find(({ name }) => name.name === meaning.section);
  return found && meaningOf(found.value, createScope(frame, found.home));
}
