/**
 * @file A variant as text, for people, tests and `--emit ir`. One line per operation, numbered in the order of first need, so that equal
 * variants print equally however their graphs were built. `parse.ts` reads it back.
 */
import { topological, type Node } from "./node.ts";
import { rootsOf, sectionNames, type Variant } from "./variant.ts";

export function printVariant(variant: Variant): string {
  const names = new Map<Node, string>();
  const lines: string[] = [];
  for (const node of topological(rootsOf(variant))) {
    if (node.kind === "constant" || node.kind === "variable") continue;
    const name = `%${names.size}`;
    lines.push(`${name}: ${node.type} = ${printNode(node, names)}`);
    names.set(node, name);
  }
  return [
    `variant ${variant.name} {`,
    ...variant.inputs.map((input) => `  input ${input.name}: ${input.type}[${input.dims.map((dim) => printNode(dim)).join(", ")}]`),
    ...variant.params.map((param) => `  param ${param.name}: ${param.type} = ${printConstant(param.value, param.type)}`),
    ...lines.map((line) => `  ${line}`),
    ...sectionNames.flatMap((name) => {
      const root = variant.sections[name];
      return root ? [`  ${name} ${names.get(root) ?? printNode(root)}`] : [];
    }),
    "}",
    "",
  ].join("\n");
}

/** One node as nested text; operands that `names` holds are written by name. */
export function printNode(node: Node, names: ReadonlyMap<Node, string> = new Map()): string {
  const args = node.args.map((arg) => names.get(arg) ?? printNode(arg, names)).join(", ");
  switch (node.kind) {
    case "constant":
      return printConstant(node.value, node.type);
    case "variable":
      return node.name;
    case "load":
      return `${node.input}[${args}]`;
    case "apply":
      return `${node.op}(${args})`;
    default:
      return node satisfies never;
  }
}

/** `true`, `3`, `3.0`, `inf`: the shortest digits that read back as the same value, with a point in every f32. */
export function printConstant(value: number, type: Node["type"]): string {
  if (type === "bool") return value ? "true" : "false";
  if (type === "i32") return String(value);
  if (!Number.isFinite(value)) return String(value).replace("Infinity", "inf").replace("NaN", "nan");
  const text = Object.is(value, -0) ? "-0" : shortest(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const largest = 3.4028234663852886e38;

/** Digits that round up past the largest f32 are no f32 literal, though they would read back. */
function shortest(value: number): string {
  for (let digits = 1; digits <= 9; digits++) {
    const near = Number(value.toPrecision(digits));
    if (Math.fround(near) === value && Math.abs(near) <= largest) return String(near);
  }
  return String(value);
}
