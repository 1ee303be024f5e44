/** @file `heed fmt --to`: a file in another language, and the proof that it means the same: what was written is read again and compared. */
import { notConverted } from "#src/diagnostics/codes/usage.ts";
import { createReport, fail, type Report } from "#src/diagnostics/report.ts";
import { toAttn, toTypeScript, type Convertible } from "#src/frontend/convert/index.ts";
import { fromAttn } from "#src/frontend/index.ts";
import { lowerFile } from "#src/frontend/lower.ts";
import { printVariant } from "#src/ir/print.ts";
import type { Variant } from "#src/ir/variant.ts";
import { isInstalled } from "#src/node/load-variants.ts";
import { runPasses } from "#src/passes/index.ts";
import type { Form } from "./gallery.ts";

/** The text in the form; fails where it would not mean the same. */
export async function convert(source: Convertible, to: Form): Promise<string> {
  const text = to === "attn" ? toAttn(source) : toTypeScript(source);
  const again = to === "attn" ? readAttn(text) : await readTs(text);
  const wrong =
    again &&
    source.variants.find(
      (variant) =>
        !isSame(
          variant,
          again.find(({ name }) => name === variant.name),
        ),
    );
  return wrong ? fail(notConverted(wrong.name, to)) : text;
}

const isSame = (variant: Variant, other: Variant | undefined): boolean =>
  other !== undefined && printVariant(runPasses(other)) === printVariant(runPasses(variant));

function readAttn(text: string): readonly Variant[] {
  return unlessWrong((report) => fromAttn(text, { report }));
}

/** Reads it where TypeScript can be read. */
async function readTs(text: string): Promise<readonly Variant[] | undefined> {
  if (!isInstalled("ts-morph")) return undefined;
  const { readTypeScriptText } = await import("#src/frontend/ts/ts-morph.ts");
  return unlessWrong((report) => lowerFile(readTypeScriptText(text, report), report));
}

function unlessWrong(read: (report: Report) => readonly Variant[]): readonly Variant[] {
  const report = createReport();
  const variants = read(report);
  return report.hasErrors() ? [] : variants;
}
