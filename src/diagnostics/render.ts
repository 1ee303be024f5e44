/** @file A diagnostic as text: header, place, the lines with a caret, notes, help. Colour is the caller's wish. */
import type { Diagnostic } from "./diagnostic.ts";
import { renderFrame, type Paint } from "./frame.ts";
import { locate, type Span } from "./span.ts";

export interface RenderOptions {
  /** ANSI colours; off by default. */
  readonly color?: boolean;
}

const styles = { error: "31;1", warning: "33;1", frame: "36", help: "32" } as const;

/** Colours by ANSI codes. */
export const ansi: Paint = (style, text) => `\u001B[${styles[style]}m${text}\u001B[0m`;

/** Leaves a text as it is. */
export const plain: Paint = (_, text) => text;

/** Renders one diagnostic, without a final newline. */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions = {}): string {
  return paintDiagnostic(diagnostic, options.color ? ansi : plain);
}

/** Renders one diagnostic with its parts painted. */
export function paintDiagnostic({ severity, code, message, span, notes, help }: Diagnostic, paint: Paint): string {
  const aside = (what: string, text: string) => `  ${paint("frame", "=")} ${what}: ${text}`;
  const frame = (at: Span | undefined) => (at ? renderFrame(at, paint) : []);
  return [
    `${paint(severity, `${severity}[${code}]`)}: ${message}`,
    ...frame(span),
    ...notes.flatMap((note) => [aside("note", note.message), ...frame(note.span)]),
    ...(help ? [aside(paint("help", "help"), help)] : []),
  ].join("\n");
}

/** Renders many, a blank line between them. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions = {}): string {
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, options)).join("\n\n");
}

/** The JSON form of `--json`: plain data with line and column in place of sources. */
export function diagnosticToJson(diagnostic: Diagnostic): object {
  const place = (span: Span | undefined) =>
    span && { file: span.source.name, start: locate(span.source, span.start), end: locate(span.source, span.end) };
  const { code, severity, message, span, notes, help } = diagnostic;
  return { code, severity, message, at: place(span), notes: notes.map((n) => ({ message: n.message, at: place(n.span) })), help };
}
