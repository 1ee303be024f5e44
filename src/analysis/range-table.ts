/**
 * @file What a captured tensor holds over a range of its elements: the least and the greatest value. Tables are built in linear time:
 * none but the values where they ascend (document ids, offsets), else a binary tree over chunks.
 */
import { hull, interval, point, type Interval } from "#src/ir/interval.ts";
import type { Load } from "#src/ir/node.ts";
import { readElement, type Tensor, type TensorData } from "#src/ir/tensor.ts";
import type { RangeRead } from "./affine.ts";

export interface RangeTable {
  /** The range of the elements at flat indices, both bounds included; anything if a NaN is among them. */
  readonly between: (from: number, to: number) => Interval;
  /** Neighbours are whole numbers that differ by 1 at most, as the ids of packed documents do. */
  readonly isSteady: boolean;
}

const chunk = 16;

/** So many values of an outer axis are looked up one by one; more of them are covered by one flat range. */
const manyRows = 64;

/** Leaf `i` of the tree is node `leaves + i` and stands for one chunk; node `n` stands for its children `2n` and `2n + 1`. */
export function createRangeTable(tensor: Tensor): RangeTable {
  const values = decoded(tensor);
  let isSteady = tensor.type !== "f32" && tensor.type !== "f16";
  let isAscending = values[0] === values[0]; // not NaN
  for (let i = 1; i < values.length; i++) {
    const step = values[i]! - values[i - 1]!;
    isSteady &&= step >= -1 && step <= 1;
    isAscending &&= step >= 0;
  }
  return { between: isAscending ? (from, to) => interval(values[from]!, values[to]!) : createTree(values), isSteady };
}

function createTree(values: TensorData): RangeTable["between"] {
  const { length } = values;
  const leaves = Math.ceil(length / chunk);
  const least = new Float64Array(2 * leaves);
  const most = new Float64Array(2 * leaves);
  for (let leaf = 0; leaf < leaves; leaf++) {
    let lo = Infinity;
    let hi = -Infinity;
    const end = Math.min(length, (leaf + 1) * chunk);
    for (let i = leaf * chunk; i < end; i++) {
      lo = Math.min(lo, values[i]!);
      hi = Math.max(hi, values[i]!);
    }
    least[leaves + leaf] = lo;
    most[leaves + leaf] = hi;
  }
  for (let at = leaves - 1; at > 0; at--) {
    least[at] = Math.min(least[2 * at]!, least[2 * at + 1]!);
    most[at] = Math.max(most[2 * at]!, most[2 * at + 1]!);
  }
  return (from, to) => {
    let lo = Infinity;
    let hi = -Infinity;
    const take = (low: number, high: number): void => {
      lo = Math.min(lo, low);
      hi = Math.max(hi, high);
    };
    let left = Math.ceil(from / chunk);
    let right = Math.max(left, Math.floor((to + 1) / chunk));
    for (let i = from; i < Math.min(to + 1, left * chunk); i++) take(values[i]!, values[i]!);
    for (let i = right * chunk; i <= to; i++) take(values[i]!, values[i]!);
    for (left += leaves, right += leaves; left < right; left >>= 1, right >>= 1) {
      if (left & 1) take(least[left]!, most[left++]!);
      if (right & 1) take(least[--right]!, most[right]!);
    }
    return interval(lo, hi);
  };
}

/** The elements as the language reads them. */
function decoded(tensor: Tensor): TensorData {
  const { type, data } = tensor;
  if (type === "bool") return data.map((value) => +(value !== 0));
  return type === "f16" ? Float32Array.from(data, (_, i) => readElement(tensor, i)) : data;
}

/** A tensor's range over ranges of its indices, each clamped to its axis: the hull over the values of the outer axes, if they are few. */
export function queryBox(table: RangeTable, shape: readonly number[], indices: readonly Interval[], many: number = manyRows): Interval {
  if (shape.includes(0)) return point(0);
  const ranges = indices.map(({ lo, hi }, axis) => {
    const clamp = (index: number): number => Math.max(0, Math.min(index, shape[axis]! - 1));
    return interval(clamp(lo), clamp(hi));
  });
  const flat = (end: "lo" | "hi"): number => ranges.reduce((at, range, axis) => at * shape[axis]! + range[end], 0);
  const outer = ranges.findIndex(({ lo, hi }) => lo < hi);
  const count = outer < 0 || outer === shape.length - 1 ? Infinity : ranges[outer]!.hi - ranges[outer]!.lo + 1;
  if (count > many) return table.between(flat("lo"), flat("hi"));
  const rows = Array.from({ length: count }, (_, i) => point(ranges[outer]!.lo + i));
  return rows.map((at) => queryBox(table, shape, ranges.with(outer, at), many / count)).reduce(hull);
}

/** Reads ranges of the tensors by name, of those whose values are known here. Tables are built on first use. */
export function rangeLoads(tensors: ReadonlyMap<string, Tensor | undefined>): (node: Load) => RangeRead | undefined {
  const tables = new Map<string, RangeTable>();
  return ({ input }) => {
    const tensor = tensors.get(input);
    if (!tensor) return undefined;
    const table = tables.get(input) ?? createRangeTable(tensor);
    tables.set(input, table);
    const { shape } = tensor;
    const last = (shape[0] ?? 0) - 1;
    const inside = (index: number): number => Math.max(0, Math.min(index, last));
    const readRow = (index: Interval): Interval => table.between(inside(index.lo), inside(index.hi));
    const isRow = shape.length === 1 && last >= 0;
    return {
      read: isRow ? (index) => readRow(index!) : (...indices) => queryBox(table, shape, indices),
      isSteady: table.isSteady && shape.length === 1,
    };
  };
}
