/**
 * @file How the package is built. Chevrotain is part of the build, so that an app that embeds Heed installs nothing else; what a finished grammar
 * does not need of it stays behind, and so do the columns of the op table that no code of an entry asks for. What an app pays is then held
 * against the budgets of test/package/size.test.ts. (Chevrotain 13 asks for Node 22 and npm warns of it on 20; only its checks of grammars need it.)
 */
import { readFileSync } from "node:fs";
import { defineConfig, type Rolldown, type UserConfig } from "tsdown";
import ts from "typescript";

/** What of chevrotain is for grammars in the making: its lexer (grammar/lexer.ts reads our tokens), its checks, its own wording, its trees. */
const unusedByGrammar = /chevrotain\/lib\/src\/(scan\/lexer_public|parse\/errors_public|parse\/grammar\/checks|parse\/cst\/cst_visitor)\.js$/;

/** The runtime has no text that a diagnostic could point at. */
const unusedByRuntime = /src\/diagnostics\/frame\.ts$/;

/** Keeps the names that such modules export and drops what is behind them. */
function leaveOutModules(unused: RegExp): Rolldown.Plugin {
  const exported = /^export (?:class|const|function|var) (\w+)/gm;
  return {
    name: "leave-out-modules",
    transform: {
      filter: { id: unused },
      handler: (code) => [...code.matchAll(exported)].map(([, name]) => `export const ${name} = () => [];`).join("\n"),
    },
  };
}

/** What of chevrotain's parser is for other grammars: syntax trees, lists with separators, a third and further use of one token in one rule. */
const membersUnusedByGrammar: readonly (readonly [module: RegExp, members: RegExp])[] = [
  [/chevrotain\/lib\/src\/parse\/parser\/traits\/tree_builder\.js$/, /^(cst|setInitialNode|getBase)/],
  [/chevrotain\/lib\/src\/parse\/parser\/traits\/(recognizer_engine|gast_recorder)\.js$/, /Sep[FS]/],
  [
    /chevrotain\/lib\/src\/parse\/parser\/traits\/recognizer_api\.js$/,
    /^[A-Z_]+[3-9]$|_SEP|^(consume|subrule|option|or|many|atLeastOne)$|^BACKTRACK$|Serialized/,
  ],
];

/** Drops members of the classes of a module. */
function leaveOutMembers([module, members]: readonly [module: RegExp, members: RegExp]): Rolldown.Plugin {
  return {
    name: "leave-out-members",
    transform: {
      filter: { id: module },
      handler: (code, id) =>
        ts
          .createSourceFile(id, code, ts.ScriptTarget.Latest, true)
          .statements.filter(ts.isClassDeclaration)
          .flatMap((declared) => declared.members.filter(({ name }) => members.test(name?.getText() ?? "")))
          .reduceRight(without, code),
    },
  };
}

/** Drops columns from a table of one row per name, which has one file in the source and a column for everything. */
function leaveOutColumns(table: RegExp, isAsked: (column: string, row: string) => boolean): Rolldown.Plugin {
  return {
    name: "leave-out-columns",
    transform: {
      filter: { id: table },
      handler: (code, id) =>
        rowsOf(ts.createSourceFile(id, code, ts.ScriptTarget.Latest, true))
          .flatMap((row) => row.properties.filter(({ name }) => !isAsked(name?.getText() ?? "", row.getText())))
          .reduceRight(without, code),
    },
  };
}

/** The rows of the tables of a file: objects in an object that is a constant's value. */
function rowsOf(source: ts.SourceFile): ts.ObjectLiteralExpression[] {
  const constants = source.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => [...declarationList.declarations]);
  const tables = constants.flatMap(({ initializer }) => (initializer && ts.isObjectLiteralExpression(initializer) ? [initializer] : []));
  const cells = tables.flatMap(({ properties }) => properties.filter(ts.isPropertyAssignment));
  return cells.map(({ initializer }) => initializer).filter(ts.isObjectLiteralExpression);
}

/** The code without a cell and the comma behind it. */
const without = (code: string, { pos, end }: ts.Node): string => code.slice(0, pos) + code.slice(code[end] === "," ? end + 1 : end);

const opTable = /src\/ir\/ops\.ts$/;
const nameTable = /src\/ir\/variables\.ts$/;

/** Nothing takes derivatives yet. */
const isAskedOfOps = (column: string): boolean => column !== "derivative";

/**
 * The runtime plans: it asks for what intervals need, and for the meaning of what a mask without f32 can hold. Typing and writing are left to
 * the compiler.
 */
const plannersColumns = ["evaluate", "interval", "integer", "ulp", "abs", "affine", "gapless", "periodic", "level"];
const isAskedByPlanner = (column: string, row: string): boolean =>
  plannersColumns.includes(column) && !(column === "evaluate" && /typing: (floating|casting\("f32"\))/.test(row));

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

const config: UserConfig[] = defineConfig([
  {
    ...shared,
    name: "heed",
    entry: {
      index: "src/index.ts",
      node: "src/node/index.ts",
      cli: "src/cli/main.ts",
      "bench-worker": "src/cli/bench/worker.ts",
      demo: "src/cli/demo.ts",
    },
    platform: "node",
    clean: true,
    deps: { onlyBundle: ["chevrotain", /^@chevrotain\//] },
    treeshake: { propertyReadSideEffects: false, moduleSideEffects: [{ test: /node_modules\/@?chevrotain\//, sideEffects: false }] },
    plugins: [leaveOutModules(unusedByGrammar), ...membersUnusedByGrammar.map(leaveOutMembers), leaveOutColumns(opTable, isAskedOfOps), notices],
  },
  {
    ...shared,
    name: "runtime",
    entry: { runtime: "src/runtime/index.ts" },
    platform: "neutral",
    clean: false,
    treeshake: { propertyReadSideEffects: false },
    plugins: [leaveOutModules(unusedByRuntime), leaveOutColumns(opTable, isAskedByPlanner), leaveOutColumns(nameTable, isAskedByPlanner)],
  },
]);

export default config;
