/**
 * @file What every graph must satisfy, checked between passes in tests and in `--emit ir`: operands have the types their row wants, reads
 * have an index per dimension, sections have their type and see only their names. Returns the breaches as sentences; none means sound.
 */
import { topological, type Node } from "./node.ts";
import { isOp, row } from "./ops.ts";
import { printNode } from "./print.ts";
import { readType } from "./types.ts";
import { builtins, variablesIn } from "./variables.ts";
import { rootsOf, sectionNames, sectionRules, type Variant } from "./variant.ts";

export function verifyVariant(variant: Variant): string[] {
  return [
    ...topological(rootsOf(variant)).flatMap((node) => verifyNode(node, variant).map((breach) => `${printNode(node)}: ${breach}`)),
    ...sectionNames.flatMap((name) => verifySection(name, variant)),
  ];
}

function verifySection(name: (typeof sectionNames)[number], variant: Variant): string[] {
  const root = variant.sections[name];
  if (!root) return [];
  const { type, hidden } = sectionRules[name];
  const seen = variablesIn([root]);
  return [
    ...(root.type === type ? [] : [`section ${name} is ${root.type}, not ${type}`]),
    ...hidden.filter((variable) => seen.has(variable)).map((variable) => `section ${name} sees ${variable}`),
  ];
}

function verifyNode(node: Node, variant: Variant): string[] {
  switch (node.kind) {
    case "constant":
      return node.type === "f32" && !Object.is(Math.fround(node.value), node.value) ? ["f32 constant is not an f32 value"] : [];
    case "variable":
      return verifyVariable(node.name, node.type, variant);
    case "load":
      return verifyLoad(node.input, node, variant);
    case "apply":
      return verifyApply(node.op, node);
    default:
      return node satisfies never;
  }
}

function verifyVariable(name: string, type: Node["type"], variant: Variant): string[] {
  const declared = builtins[name]?.type ?? variant.params.find((param) => param.name === name)?.type;
  const isDim = variant.inputs.some(({ dims }) => dims.some((dim) => dim.kind === "variable" && dim.name === name));
  if (declared === undefined && !isDim) return ["unknown variable"];
  return type === (declared ?? "i32") ? [] : [`variable is ${type}, declared ${declared ?? "i32"}`];
}

function verifyLoad(name: string, node: Node, variant: Variant): string[] {
  const input = variant.inputs.find((candidate) => candidate.name === name);
  if (!input) return ["unknown input"];
  return [
    ...(node.args.length === input.dims.length ? [] : [`${node.args.length} indices for ${input.dims.length} dims`]),
    ...(node.args.every((arg) => arg.type === "i32") ? [] : ["index is not i32"]),
    ...(node.type === readType(input.type) ? [] : [`read as ${node.type}`]),
  ];
}

function verifyApply(op: string, node: Node): string[] {
  if (!isOp(op)) return ["unknown operation"];
  const types = node.args.map((arg) => arg.type);
  const typing = types.length === row(op).arity ? row(op).typing(types) : undefined;
  if (!typing) return [`no typing for ${types.join(", ")}`];
  const wrong = typing.operands.findIndex((type, i) => type !== types[i]);
  return [...(wrong < 0 ? [] : [`operand ${wrong} is ${types[wrong]}`]), ...(typing.result === node.type ? [] : [`result is ${node.type}`])];
}
