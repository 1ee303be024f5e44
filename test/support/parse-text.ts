/** @file Reading DSL text in tests. */
import type { Expr, File } from "#grammar/ast.ts";
import { parseAttn } from "#grammar/parse.ts";
import { renderDiagnostics } from "#src/diagnostics/render.ts";
import { createReport } from "#src/diagnostics/report.ts";

/** The file, which must have no mistakes. */
export function parseText(text: string): File {
  const report = createReport();
  const file = parseAttn({ name: "test.attn", text }, report);
  report.stop();
  return file;
}

/** The expression, which must have no mistakes. */
export function parseExpr(text: string): Expr {
  const [item] = parseText(`const value = ${text}`).items;
  if (item?.kind !== "const") throw new Error(`not one expression: ${text}`);
  return item.value;
}

/** All that is wrong with a text, rendered. */
export function syntaxErrors(text: string): string {
  const report = createReport();
  parseAttn({ name: "test.attn", text }, report);
  return renderDiagnostics(report.diagnostics);
}
