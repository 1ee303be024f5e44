/** @file Which rows of the catalogue the examples cover: what is wrong with what they say, and the page `examples/COVERAGE.md`. */
import { readFileSync } from "node:fs";
import type { Example } from "../../examples/example.ts";
import { titlesOf } from "#test/support/gallery.ts";

/** A row of the catalogue, as far as coverage is concerned. */
export interface CatalogueRow {
  readonly id: string;
  readonly title: string;
  /** What it needs beyond the core: codes, or `C0` for nothing. */
  readonly needs: string;
  /** How sure the row's formula is. */
  readonly trust: string;
}

/** What coverage is worked out from. */
export interface Covering {
  readonly rows: readonly CatalogueRow[];
  readonly examples: ReadonlyMap<string, Pick<Example, "covers">>;
  readonly readmes: ReadonlyMap<string, string>;
  /** Why a row is left out, by its id. */
  readonly reasons: ReadonlyMap<string, string>;
}

/** The cells of a file of tab-separated values, its heading left out. */
function readTsv(path: string): string[][] {
  const [, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  return lines.map((line) => line.split("\t"));
}

/** The rows of `catalogue.tsv`. */
export function readCatalogue(path: string): CatalogueRow[] {
  return readTsv(path).map(([id, title, , needs, , , , trust]) => ({ id: id!, title: title!, needs: needs!, trust: trust! }));
}

/** The reasons of `not-covered.tsv`, by the ids of their rows. */
export function readReasons(path: string): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const [id, reason, ...rest] of readTsv(path)) {
    if (!id || !reason || rest.length > 0 || reasons.has(id)) throw new Error(`${path}: ${id} needs one line, an id, a tab and a reason`);
    reasons.set(id, reason);
  }
  return reasons;
}

/** The rows that the core language is said to be enough for. */
const coreRows = ({ rows }: Covering): CatalogueRow[] => rows.filter(({ needs }) => needs === "C0");

/** The examples that say they cover a row. */
const coveringOf = (id: string, { examples }: Covering): string[] =>
  [...examples].filter(([, { covers }]) => covers.includes(id)).map(([name]) => name);

/** Everything that does not fit together, as sentences. */
export function coverageProblems(covering: Covering): string[] {
  const { rows, examples, readmes, reasons } = covering;
  const known = new Map(rows.map((row) => [row.id, row]));
  const claims = [...examples].flatMap(([name, { covers }]) => covers.map((id) => ({ name, id, row: known.get(id) })));
  const titles = new Map([...readmes].map(([name, readme]) => [name, titlesOf(readme)]));
  return [
    ...claims.filter(({ row }) => !row).map(({ name, id }) => `${name} covers ${id}, which the catalogue does not have`),
    ...claims.filter(({ row }) => row && row.needs !== "C0").map(({ name, id, row }) => `${name} covers ${id}, which needs ${row!.needs}`),
    ...rows
      .map(({ id }) => [id, coveringOf(id, covering)] as const)
      .flatMap(([id, names]) => (names.length > 1 ? `${id} is covered by ${names.join(" and ")}` : [])),
    ...[...examples].flatMap(([name, { covers }]) => (new Set(covers).size < covers.length ? `${name} names a row twice` : [])),
    ...claims.flatMap(({ name, row }) => (row && !titles.get(name)?.includes(row.title) ? `the README of ${name} does not name "${row.title}"` : [])),
    ...[...reasons.keys()].flatMap((id) => {
      if (known.get(id)?.needs !== "C0") return `a reason is given for ${id}, which is no C0 row of the catalogue`;
      return coveringOf(id, covering).length > 0 ? `a reason is given for ${id}, which is covered` : [];
    }),
  ];
}

/** The C0 rows that are neither covered nor left out for a reason. */
export function openRows(covering: Covering): string[] {
  return coreRows(covering).flatMap(({ id }) => (coveringOf(id, covering).length > 0 || covering.reasons.has(id) ? [] : id));
}

/** The page. */
export function coveragePage(covering: Covering): string {
  const core = coreRows(covering);
  const covered = core.flatMap((row) => coveringOf(row.id, covering).map((name) => ({ ...row, name })));
  const rest = core.filter(({ id }) => coveringOf(id, covering).length === 0);
  const folders = new Set(covered.map(({ name }) => name));
  return [
    "# The catalogue, covered",
    "",
    `[catalogue.tsv](catalogue.tsv) has ${covering.rows.length} papers on attention, each with its operator as a formula and what that needs of a compiler. Of`,
    `${core.length} it says that they need nothing but a mask and a score (\`C0\`). **${covered.length} of ${core.length} are covered**, by ${folders.size} of the`,
    `${covering.examples.size} variants of the [gallery](README.md); ${rest.length} are left out, each for a reason. A test holds this page to the folders and to the catalogue.`,
    "",
    "| how sure the formula is | C0 | covered | left out |",
    "|---|--:|--:|--:|",
    ...Object.entries(trusts).map(([trust, meaning]) => trustLine(trust, meaning, { core, covered, rest })),
    "",
    "## Covered",
    "",
    "| row | paper | variant |",
    "|---|---|---|",
    ...covered.map(({ id, title, name }) => `| ${id} | ${cell(title)} | [${name}](variants/${name}/README.md) |`),
    "",
    "## Left out",
    "",
    "| row | paper | why |",
    "|---|---|---|",
    ...rest.map(({ id, title }) => `| ${id} | ${cell(title)} | ${cell(covering.reasons.get(id) ?? "not written yet")} |`),
    "",
  ].join("\n");
}

const trusts: Readonly<Record<string, string>> = {
  checked: "checked: held against the paper or its code",
  known: "known: from the paper as it is known",
  abstract: "abstract: as far as the abstract says",
  approx: "approx: a guess at what the paper does",
};

type Counted = Readonly<Record<"core" | "covered" | "rest", readonly CatalogueRow[]>>;

function trustLine(trust: string, meaning: string, { core, covered, rest }: Counted): string {
  const counts = [core, covered, rest].map((rows) => rows.filter((row) => row.trust === trust).length);
  return `| ${meaning} | ${counts.join(" | ")} |`;
}

/** Text that does not end a cell. */
const cell = (text: string): string => text.replaceAll("|", "\\|");
