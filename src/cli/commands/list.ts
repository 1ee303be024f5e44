/** @file `heed list`: the gallery of the examples in the terminal. */
import { noExample } from "#src/diagnostics/codes/usage.ts";
import { fail } from "#src/diagnostics/report.ts";
import { writeOutput } from "#src/node/files/output.ts";
import { percent } from "#src/plan/draw.ts";
import { defineCommand, type Command } from "../command.ts";
import { readGallery, searchGallery, type GalleryEntry } from "../gallery.ts";

/** The command. */
export const list: Command = defineCommand({
  usage: "[WORD…] [--papers] [--json]",
  about: [
    "Shows the variants that come with Heed, by family: what each is, and its density, the share of the",
    "blocks of the picture in its folder that the plan visits. With words, those that have all of them in",
    "their name, family, summary or the titles of their papers. `heed new` starts a variant from one.",
  ],
  files: [0, Infinity],
  options: { papers: { help: "with the papers of each" } },
  examples: ["", "window", "video --papers", "--json"],
  async run({ files: words, options, io }) {
    const found = searchGallery(readGallery(), words);
    if (found.length === 0) fail(noExample(words));
    const text = options.json ? `${JSON.stringify({ examples: found })}\n` : formatGallery(found, words, options.papers);
    await writeOutput("-", text, io.stdout);
    return 0;
  },
});

/** The families with their examples, a blank line between them; below an example the papers that were asked for. */
function formatGallery(entries: readonly GalleryEntry[], words: readonly string[], allPapers: boolean): string {
  const width = Math.max(...entries.map(({ name }) => name.length));
  const isAsked = (title: string): boolean => allPapers || words.some((word) => title.toLowerCase().includes(word.toLowerCase()));
  const families = [...new Set(entries.map(({ family }) => family))].map((family) => {
    const lines = entries
      .filter((entry) => entry.family === family)
      .flatMap(({ name, density, summary, titles }) => [
        `  ${name.padEnd(width)}  ${percent(density).padStart(6)}  ${summary}\n`,
        ...titles.filter(isAsked).map((title) => `  ${" ".repeat(width + 10)}${title}\n`),
      ]);
    return `${family}\n${lines.join("")}`;
  });
  return families.join("\n");
}
