/** @file The lines of a text that a diagnostic points at. Not part of the built runtime, where nothing has a place in a text. */
import { locate, type Span } from "./span.ts";

/** Writes a part of a diagnostic in its style. */
export type Paint = (style: "error" | "warning" | "frame" | "help", text: string) => string;

/** ` --> file:line:column`, the line itself and carets below it; a span of several lines shows its first. */
export function renderFrame(span: Span, paint: Paint): string[] {
  const { line, column } = locate(span.source, span.start);
  // Control characters of a file that is none of ours would steer the terminal.
  const text = (span.source.text.split("\n")[line - 1] ?? "").replace(/\r$/, "").replace(/[^\P{Cc}\t]/gu, "\uFFFD");
  const gutter = " ".repeat(String(line).length);
  const width = Math.max(1, Math.min(span.end - span.start, text.length - column + 1));
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  return [
    `${gutter}${paint("frame", "-->")} ${span.source.name}:${line}:${column}`,
    `${gutter} ${paint("frame", "|")}`,
    `${line} ${paint("frame", "|")} ${text}`,
    `${gutter} ${paint("frame", "|")} ${indent}${paint("error", "^".repeat(width))}`,
  ];
}
