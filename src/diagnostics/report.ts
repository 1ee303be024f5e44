/** @file The collector of one stage: everything wrong is gathered, then the stage stops at its end, not at its first mistake. */
import { HeedError, type Diagnostic } from "./diagnostic.ts";
import { paintDiagnostic, plain } from "./render.ts";

export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  /** Takes a diagnostic, unless the same was said of the same place before. */
  add(diagnostic: Diagnostic): void;
  hasErrors(): boolean;
  /** Ends the stage: throws a {@link HeedError} with all that was gathered if any of it is an error. */
  stop(): void;
}

export function createReport(): Report {
  const diagnostics: Diagnostic[] = [];
  const told = new Set<string>();
  const hasErrors = () => diagnostics.some((d) => d.severity === "error");
  return {
    diagnostics,
    hasErrors,
    add(diagnostic) {
      const { code, message, span } = diagnostic;
      const key = [code, message, span?.source.name, span?.start, span?.end].join();
      if (!told.has(key)) diagnostics.push(diagnostic);
      told.add(key);
    },
    stop() {
      if (hasErrors()) throw toError(diagnostics);
    },
  };
}

/** Diagnostics as what is thrown. */
export function toError(diagnostics: readonly Diagnostic[]): HeedError {
  return new HeedError(diagnostics, diagnostics.map((diagnostic) => paintDiagnostic(diagnostic, plain)).join("\n\n"));
}

/** Throws one diagnostic at once, for places where nothing more can be found out. */
export function fail(diagnostic: Diagnostic): never {
  throw toError([diagnostic]);
}
