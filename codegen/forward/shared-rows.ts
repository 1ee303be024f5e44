/**
 * @file Rows whose columns several lanes share. A dot product is a sum over those lanes; its score is then kept by one of them alone, so that the
 * variant's code and the softmax run once for every pair, not once in every lane: key `j · L + p` of a step belongs to lane p of the L of a row.
 */
import { createRegisters, each, product, sum, type Index, type Registers } from "../registers.ts";
import type { Schedule } from "../schedule.ts";
import type { Writer } from "../writer.ts";
import type { ForwardKernel, Tile } from "./kernel.ts";
import { keyVectors, type KeyTensor } from "./keys.ts";
import { writeDots, writeWeighted } from "./products.ts";

/** Whether the lanes of a row each keep the scores of keys of their own. */
export const sharesRows = ({ lanesPerRow }: Pick<Schedule, "lanesPerRow">): boolean => lanesPerRow > 1;

/** The place in its step of the `j`-th key whose scores this lane keeps. */
export function ownKey(j: Index, { lanesPerRow }: Schedule): Index {
  return sharesRows({ lanesPerRow }) ? sum(product(j, lanesPerRow), "lane_in_row") : j;
}

/** `lane_sum` and `lane_max`: of one value in each lane of a row. */
export function writeLaneFunctions({ lanesPerRow }: Schedule, writer: Writer): void {
  for (const name of ["lane_sum", "lane_max"]) {
    writer.block(`fn ${name}(x: f32) -> f32`, () => {
      writer.line("var all = x;");
      for (let distance = 1; distance < lanesPerRow; distance *= 2) {
        const other = `subgroupShuffleXor(all, ${distance}u)`;
        writer.line(`all = ${name === "lane_sum" ? `all + ${other}` : `max(all, ${other})`};`);
      }
      writer.line("return all;");
    });
    writer.line("");
  }
}

/** A value of the lane that keeps the scores of a key, `p`-th of its row, in all lanes of the row, whose first is `row_lane` in its subgroup. */
export const fromLane = (value: string, p: Index): string => `subgroupShuffle(${value}, row_lane + ${p})`;

type KeyBody = (j: Index, p: Index, vector: (c: Index) => string, ofRow: Registers) => void;

/**
 * Every key of a step in turn: which of its lane's keys it is, which lane of a row keeps it, its vectors of K or V, and room for a value of each row,
 * its dot product or its weight.
 */
function eachKey(tensor: KeyTensor, kernel: ForwardKernel, { rows, keys, turns }: Tile, writer: Writer, body: KeyBody): void {
  const vectors = keyVectors(tensor, kernel, writer);
  const ofRow = createRegisters({ name: tensor === "k" ? "dot" : "weight", type: "f32", dims: [rows.count], named: rows.isWritten ? 1 : 0 });
  each(writer, [keys, turns], (j, p) => {
    writer.block("", () => {
      ofRow.declare(writer, "0.0");
      body(j, p, (c) => vectors.at(sum(product(j, turns.count), p), c), ofRow);
    });
  });
}

/** The scores of a step: a key at a time against all rows, each sum kept where its key belongs. */
export function writeSharedScores(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  const { rows, qkColumns, q, score } = tile;
  eachKey("k", kernel, tile, writer, (j, p, vector, dot) => {
    each(writer, [qkColumns], (c) => writeDots(tile, vector(c), (r) => q.at(r, c), dot.at, writer));
    each(writer, [rows], (r) => {
      writer.line(`${score.at(r, j)} = select(${score.at(r, j)}, lane_sum(${dot.at(r)}), lane_in_row == ${p});`);
    });
  });
}

/** The values of a step: a key at a time, its weights spread from the lane that keeps them. */
export function writeSharedValues(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  const { rows, keys, vColumns, score, accumulator, shrink } = tile;
  if (keys.isWritten) each(writer, [rows, vColumns], (r, c) => writer.line(`${accumulator.at(r, c)} *= ${shrink.at(r)};`));
  eachKey("v", kernel, tile, writer, (j, p, vector, weight) => {
    each(writer, [rows], (r) => writer.line(`${weight.at(r)} = ${fromLane(score.at(r, j), p)};`));
    each(writer, [vColumns], (c) => writeWeighted(tile, vector(c), weight.at, c, writer));
  });
}

/** What the lanes of a row have of its sum, and of NaN, put together. */
export function writeSharedSums({ rows, rowSum, rowNan }: Tile, writer: Writer): void {
  each(writer, [rows], (r) => {
    for (const value of [rowSum, rowNan]) writer.line(`${value.at(r)} = lane_sum(${value.at(r)});`);
  });
}
