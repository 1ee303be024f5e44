/** @file The gallery of the examples: what each entry says, as the page `examples/README.md` and as the index that `heed list` reads. */
import { readFileSync } from "node:fs";
import { families, type Example } from "../../examples/example.ts";
import type { GalleryEntry } from "#src/cli/gallery.ts";
import { percent } from "#src/plan/draw.ts";
import { examplePath } from "#test/support/examples.ts";

/** Papers by title, as the README's lines `Source: "…"` and `Also: "…"` name them; a title may go on in the next line. */
export function titlesOf(readme: string): string[] {
  const paragraphs = readme.split(/\n\s*\n/).map((paragraph) => paragraph.replace(/\s+/g, " ").trim());
  const sources = paragraphs.filter((paragraph) => /^(Source|Also): /.test(paragraph));
  return sources.flatMap((source) => [...source.matchAll(/"([A-Z0-9][^"]*)"/g)].map(([, title]) => title!));
}

/** The README of an example. */
export const readmeOf = (name: string): string => readFileSync(examplePath(name, "README.md"), "utf8");

/** The gallery, by family; `densityOf` is the share of the picture's blocks that its plan visits. */
export function galleryOf(examples: ReadonlyMap<string, Example>, densityOf: (name: string) => number): GalleryEntry[] {
  return families.flatMap((family) =>
    [...examples]
      .filter(([, example]) => example.family === family)
      .map(([name, { summary }]) => ({
        name,
        family,
        summary,
        density: Number(densityOf(name).toPrecision(3)),
        titles: titlesOf(readmeOf(name)),
      })),
  );
}

/** The index: one entry per line, so that a difference can be read. */
export function indexText(entries: readonly GalleryEntry[]): string {
  return `[\n${entries.map((entry) => `  ${JSON.stringify(entry)}`).join(",\n")}\n]\n`;
}

/** The page. */
export function galleryPage(entries: readonly GalleryEntry[]): string {
  return [
    "# Examples",
    "",
    "Every variant stands in its folder twice: as `.attn` text, and as TypeScript that also runs as it stands. Beside them: the formula, its source,",
    "the picture of its block plan, the kernel for one target, and `example.ts` with tensors to try it on. All of it is held together by tests.",
    "`heed list` shows this page in a terminal, and `heed new NAME --from EXAMPLE` starts a variant of your own from any of them.",
    "",
    "In TypeScript, what a function takes from its second argument, the definition's `scope` included, survives every bundler; a name that it closes over",
    "is found when the source file is compiled, and at run time only where nothing has renamed it.",
    "",
    "Density: the share of the picture's blocks that the plan visits, with the mask (amber) or without (blue). Which papers are covered is in",
    "[COVERAGE.md](COVERAGE.md).",
    ...families.flatMap((family) => familyLines(family, entries)),
    "",
    "[embed-node](embed-node/README.md) is a small app that runs a compiled variant with no compiler in it.",
    "",
  ].join("\n");
}

function familyLines(family: string, entries: readonly GalleryEntry[]): string[] {
  const rows = entries
    .filter((entry) => entry.family === family)
    .map(({ name, summary, density }) => {
      const picture = `[<img src="variants/${name}/plan.svg" height="120" alt="the plan of ${name}">](variants/${name}/plan.svg)`;
      return `| [${name}](variants/${name}/README.md) | ${summary} | ${percent(density)} | ${picture} |`;
    });
  if (rows.length === 0) return [];
  return ["", `## ${family[0]!.toUpperCase()}${family.slice(1)}`, "", "| variant | what it is | density | its plan |", "|---|---|--:|---|", ...rows];
}
