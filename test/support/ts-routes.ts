/** @file The two TypeScript routes for tests: files held in memory, and definitions met at run time. */
import { Project, ts } from "ts-morph";
import { createReport } from "#src/diagnostics/report.ts";
import { renderDiagnostics } from "#src/diagnostics/render.ts";
import type { AnyDefinition } from "#src/frontend/attention.ts";
import { surfaceFromDefinition } from "#src/frontend/ts/from-definition.ts";
import { readTypeScript } from "#src/frontend/ts/ts-morph.ts";
import { fileText } from "./surface-text.ts";

/** A project of files held in memory, without any library. */
export function projectOf(files: Readonly<Record<string, string>>): Project {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipFileDependencyResolution: true,
    skipLoadingLibFiles: true,
    compilerOptions: { noLib: true, types: [], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, allowJs: true },
  });
  for (const [name, text] of Object.entries(files)) project.getFileSystem().writeFileSync(`/${name}`, text);
  return project;
}

/** The surface text of `main.ts` among these files, or the rendered diagnostics. */
export function readFiles(files: Readonly<Record<string, string>>): string {
  const report = createReport();
  const file = readTypeScript("main.ts", report, projectOf(files));
  return report.diagnostics.length > 0 ? renderDiagnostics(report.diagnostics) : fileText(file);
}

/** One file that imports everything from "heed". */
export function readMain(text: string): string {
  return readFiles({ "main.ts": `import { attention, bool, f16, f32, i32, u32, sigmoid, clamp } from "heed";\n${text}` });
}

/** The surface text of a definition, or the rendered diagnostics. */
export function readDefinition(definition: AnyDefinition): string {
  const report = createReport();
  const file = surfaceFromDefinition(definition, report);
  return report.diagnostics.length > 0 ? renderDiagnostics(report.diagnostics) : fileText(file);
}
