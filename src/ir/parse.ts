/**
 * @file Reads the IR's text back (see `print.ts`). For tests, tools and hand-written rules, so a mistake is a plain `Error` naming the
 * place; what users write goes through the grammar.
 */
import { createGraph, type Graph, type Node } from "./node.ts";
import { readType, scalarTypes, storageTypes, type ScalarType, type StorageType } from "./types.ts";
import { builtins } from "./variables.ts";
import { sectionNames, type Input, type Param, type SectionName, type Variant } from "./variant.ts";

const tokenPattern = /\s*(%\d+|[A-Za-z_]\w*|-?\d[\d.]*(?:e[+-]?\d+)?|-?inf|[[\]{}():,=])/y;

interface Reader {
  peek(): string;
  next(expected?: string): string;
}

function createReader(text: string): Reader {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.trimEnd().length) {
    const at = tokenPattern.lastIndex;
    const match = tokenPattern.exec(text);
    if (!match) throw new Error(`unreadable IR text at ${JSON.stringify(text.slice(at, at + 20))}`);
    tokens.push(match[1]!);
  }
  let at = 0;
  return {
    peek: () => tokens[at] ?? "",
    next(expected) {
      const token = tokens[at++] ?? "";
      if (expected !== undefined && token !== expected) throw new Error(`expected \`${expected}\` and found \`${token}\` in IR text`);
      return token;
    },
  };
}

/** What a name stands for while reading: a node, or a captured tensor's element type. */
export interface Names {
  readonly nodes: Map<string, Node>;
  readonly inputs: Map<string, ScalarType>;
}

export function parseVariant(text: string, graph: Graph = createGraph()): Variant {
  const reader = createReader(text);
  const names: Names = { nodes: new Map(), inputs: new Map() };
  const inputs: Input[] = [];
  const params: Param[] = [];
  const sections: Partial<Record<SectionName, Node>> = {};
  reader.next("variant");
  const name = reader.next();
  reader.next("{");
  while (reader.peek() !== "}") {
    const word = reader.next();
    if (word === "input") inputs.push(readInput(reader, graph, names));
    else if (word === "param") params.push(readParam(reader, graph, names));
    else if (word.startsWith("%")) readStep(word, reader, graph, names);
    else sections[sectionNamed(word)] = readNode(reader, graph, names);
  }
  return { name, graph, inputs, params, sections, texts: {}, names: new Map(), spans: new Map() };
}

/** One expression, in the nested or the numbered form. */
export function parseNode(text: string, graph: Graph, names: Names): Node {
  return readNode(createReader(text), graph, names);
}

function sectionNamed(word: string): SectionName {
  const found = sectionNames.find((name) => name === word);
  if (!found) throw new Error(`\`${word}\` is no section`);
  return found;
}

function oneOf<T extends string>(words: readonly T[], word: string): T {
  const found = words.find((known) => known === word);
  if (!found) throw new Error(`\`${word}\` is none of ${words.join(", ")}`);
  return found;
}

function readInput(reader: Reader, graph: Graph, names: Names): Input {
  const name = reader.next();
  reader.next(":");
  const type: StorageType = oneOf(storageTypes, reader.next());
  reader.next("[");
  const dims = readList("]", reader, graph, names);
  names.inputs.set(name, readType(type));
  return { name, type, dims };
}

function readParam(reader: Reader, graph: Graph, names: Names): Param {
  const name = reader.next();
  reader.next(":");
  const type = oneOf(scalarTypes, reader.next());
  reader.next("=");
  const value = readNode(reader, graph, names);
  names.nodes.set(name, graph.variable(name, type));
  return { name, type, value: value.kind === "constant" ? value.value : Number.NaN };
}

function readStep(name: string, reader: Reader, graph: Graph, names: Names): void {
  reader.next(":");
  const type = oneOf(scalarTypes, reader.next());
  reader.next("=");
  const node = readNode(reader, graph, names);
  if (node.type !== type) throw new Error(`${name} is written as ${type} and is ${node.type}`);
  names.nodes.set(name, node);
}

function readList(end: string, reader: Reader, graph: Graph, names: Names): Node[] {
  const list: Node[] = [];
  while (reader.peek() !== end) {
    list.push(readNode(reader, graph, names));
    if (reader.peek() !== end) reader.next(",");
  }
  reader.next(end);
  return list;
}

function readNode(reader: Reader, graph: Graph, names: Names): Node {
  const word = reader.next();
  if (word === "true" || word === "false") return graph.constant(+(word === "true"), "bool");
  if (/^(-?inf|nan)$/.test(word)) return graph.constant(Number(word.replace("inf", "Infinity").replace("nan", "NaN")), "f32");
  if (/^-?\d/.test(word)) return graph.constant(Number(word), /[.e]/.test(word) ? "f32" : "i32");
  if (reader.peek() === "(") {
    reader.next("(");
    return graph.apply(word, ...readList(")", reader, graph, names));
  }
  if (reader.peek() === "[" && names.inputs.has(word)) {
    reader.next("[");
    return graph.load(word, names.inputs.get(word)!, readList("]", reader, graph, names));
  }
  const node = names.nodes.get(word);
  if (node) return node;
  if (/^%|^$/.test(word)) throw new Error(`\`${word}\` is used before it is written in IR text`);
  return graph.variable(word, builtins[word]?.type ?? "i32");
}
