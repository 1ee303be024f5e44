/** @file The gallery of the examples that come with the package: an index, and the text of each in both forms. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Source } from "#src/diagnostics/span.ts";

/** One example, as the index has it. */
export interface GalleryEntry {
  readonly name: string;
  readonly family: string;
  readonly summary: string;
  /** The share of the blocks of its picture that the plan visits. */
  readonly density: number;
  /** The papers whose operator it is, or that it was taken from. */
  readonly titles: readonly string[];
}

/** The forms that an example is written in. */
export const forms = ["attn", "ts"] as const;
export type Form = (typeof forms)[number];

/** The package names itself, so that source and build find the same folder. */
const folder = (): string => join(dirname(createRequire(import.meta.url).resolve("heed/package.json")), "examples");

/** Every example, by family. */
export function readGallery(): GalleryEntry[] {
  return JSON.parse(readFileSync(join(folder(), "index.json"), "utf8")) as GalleryEntry[];
}

/** The text of an example, under the name that messages use. */
export function readExample(name: string, form: Form): Source {
  return { name: `${name}.${form}`, text: readFileSync(join(folder(), "variants", name, `${name}.${form}`), "utf8") };
}

/** The examples that a word is part of: of their name, family, summary or a paper's title, in whatever case. */
export function searchGallery(entries: readonly GalleryEntry[], words: readonly string[]): GalleryEntry[] {
  const wanted = words.map((word) => word.toLowerCase());
  return entries.filter(({ name, family, summary, titles }) => {
    const text = [name, family, summary, ...titles].join("\n").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
