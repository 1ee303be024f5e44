/**
 * @file How the package is built. Chevrotain is part of the build, so that an app that embeds Heed installs nothing else; what a finished grammar
 * does not need of it stays behind, and so do the columns of the op table that no code of an entry asks for. What an app pays is then held
 * against the budgets of test/package/size.test.ts. (Chevrotain 13 asks for Node 22 and npm warns of it on 20; only its checks of grammars need it.)
 */
import { readFileSync } from "node:fs";
import { defineConfig, type Rolldown, type UserConfig } from "tsdown";
import ts from "typescript";

/** Modules of chevrotain that are for grammars in the making: its lexer (grammar/lexer.ts reads our tokens), its checks, its own wording, its trees. */
const unused = /chevrotain\/lib\/src\/(scan\/lexer_public|parse\/errors_public|parse\/grammar\/checks|parse\/cst\/cst_visitor)\.js$/;

/** Keeps the names that such a module exports and drops what is behind them. */
const leaveOutModules: Rolldown.Plugin = {
  name: "leave-out-modules",
  transform: {
    filter: { id: unused },
    handler: (code) =>
      [...code.matchAll(/^export (?:class|const|function|var) (\w+)/gm)].map(([, name]) => `export const ${name} = () => [];`).join("\n"),
  },
};

/** Drops columns from the rows of the op table, which has one file in the source and a row for everything. */
function leaveOutColumns(columns: readonly string[]): Rolldown.Plugin {
  return {
    name: "leave-out-columns",
    transform: {
      filter: { id: /src\/ir\/ops\.ts$/ },
      handler: (code, id) => columnsOf(ts.createSourceFile(id, code, ts.ScriptTarget.Latest, true), columns).reduceRight(without, code),
    },
  };
}

/** The cells of these columns, in the order of the text. */
function columnsOf(node: ts.Node, columns: readonly string[]): ts.Node[] {
  if (ts.isPropertyAssignment(node) && columns.includes(node.name.getText())) return [node];
  return node.getChildren().flatMap((child) => columnsOf(child, columns));
}

/** The code without a cell and the comma behind it. */
const without = (code: string, { pos, end }: ts.Node): string => code.slice(0, pos) + code.slice(code[end] === "," ? end + 1 : end);

/** The licence of what is built in. */
const notices: Rolldown.Plugin = {
  name: "notices",
  generateBundle() {
    const head =
      "The files of this folder contain parts of Chevrotain (https://chevrotain.io), shortened where Heed does not use them, under this licence:";
    this.emitFile({
      type: "asset",
      fileName: "THIRD-PARTY.txt",
      source: `${head}\n\n${readFileSync("node_modules/chevrotain/LICENSE.txt", "utf8").trim()}\n`,
    });
  },
};

const shared = {
  target: "es2022",
  dts: true,
  fixedExtension: true,
} satisfies UserConfig;

/** Nothing takes derivatives yet. */
const notYetAsked = ["derivative"];

/** The runtime plans: it asks for the meaning and for what intervals need, and leaves typing and writing to the compiler. */
const compilersAlone = [
  "wgsl",
  "dsl",
  "ts",
  "precedence",
  "commutative",
  "associative",
  "negation",
  "mirror",
  "whole",
  "costly",
  "typing",
  "arity",
  "onBool",
  "conversion",
];

const config: UserConfig[] = defineConfig([
  {
    ...shared,
    name: "heed",
    entry: { index: "src/index.ts", node: "src/node/index.ts", cli: "src/cli/main.ts", demo: "src/cli/demo.ts" },
    platform: "node",
    clean: true,
    deps: { onlyBundle: ["chevrotain", /^@chevrotain\//] },
    treeshake: { moduleSideEffects: [{ test: /node_modules\/@?chevrotain\//, sideEffects: false }] },
    plugins: [leaveOutModules, leaveOutColumns(notYetAsked), notices],
  },
  {
    ...shared,
    name: "runtime",
    entry: { runtime: "src/runtime/index.ts" },
    platform: "neutral",
    clean: false,
    plugins: [leaveOutColumns([...notYetAsked, ...compilersAlone])],
  },
]);

export default config;
