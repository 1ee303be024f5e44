/**
 * @file What Heed says to its user: a code, a sentence, a place, notes. Texts start in lower case, are one sentence without a full stop,
 * and do not repeat the code the caret shows. Which diagnostics exist is in `codes/`.
 */
import type { Span } from "./span.ts";

export type Severity = "error" | "warning";

/** A second place, or a fact without one. */
export interface Note {
  readonly message: string;
  readonly span?: Span | undefined;
}

export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span?: Span | undefined;
  readonly notes: readonly Note[];
  /** What to do about it, as one clause. */
  readonly help?: string | undefined;
}

/** The parts of a diagnostic beside its code and message. */
export interface Details {
  readonly span?: Span | undefined;
  readonly notes?: readonly Note[];
  readonly help?: string | undefined;
}

/** An error of the catalogue; only the files in `codes/` call this. */
export function error(code: string, message: string, details: Details = {}): Diagnostic {
  return { code, severity: "error", message, notes: [], ...details };
}

/** A warning of the catalogue; only the files in `codes/` call this. */
export function warning(code: string, message: string, details: Details = {}): Diagnostic {
  return { ...error(code, message, details), severity: "warning" };
}

/** Thrown at the end of a stage that found errors; `diagnostics` has them all, its message is their rendered text. */
export class HeedError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  override readonly name: string = "HeedError";

  constructor(diagnostics: readonly Diagnostic[], text: string) {
    super(text);
    this.diagnostics = diagnostics;
  }

  /** The code of the first error, for `catch` blocks that ask. */
  get code(): string | undefined {
    return this.diagnostics.find((d) => d.severity === "error")?.code;
  }
}
