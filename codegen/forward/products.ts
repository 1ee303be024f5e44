/** @file One vector of a key's columns against the rows of a lane: added to their dot products, or, weighted, to their accumulators. */
import { each, type Index } from "../registers.ts";
import type { Writer } from "../writer.ts";
import type { Tile } from "./kernel.ts";

type OfRow = (r: Index) => string;

/** `sum += ⟨q, k⟩` for every row, over four columns. */
export function writeDots({ rows }: Tile, vector: string, q: OfRow, sum: OfRow, writer: Writer): void {
  writer.block("", () => {
    writer.line(`let k_vector = ${vector};`);
    each(writer, [rows], (r) => writer.line(`${sum(r)} = dot_add(${q(r)}, k_vector, ${sum(r)});`));
  });
}

/** `accumulator += weight · v` for every row, in four columns. */
export function writeWeighted({ rows, accumulator }: Tile, vector: string, weight: OfRow, c: Index, writer: Writer): void {
  writer.block("", () => {
    writer.line(`let v_vector = ${vector};`);
    each(writer, [rows], (r) => writer.line(`${accumulator.at(r, c)} = fma(vec4<f32>(${weight(r)}), v_vector, ${accumulator.at(r, c)});`));
  });
}
