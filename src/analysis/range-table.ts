/**
 * @file What a captured tensor holds over a range of its elements: the least and the greatest value, and whether there is a NaN. Tables are
 * built in linear time: none but the values where they ascend (document ids, offsets), else a binary tree over chunks.
 */
import { anything, hull, point, type Interval } from "#src/ir/interval.ts";
import type { Load } from "#src/ir/node.ts";
import { typeRange } from "#src/ir/range.ts";
import { readElement, type Tensor, type TensorData } from "#src/ir/tensor.ts";

/** Ranges over flat element indices, both bounds included. */
export interface RangeTable {
  /** Whether the values never fall (and none is NaN). */
  readonly ascending: boolean;
  readonly all: Interval;
  query(lo: number, hi: number): Interval;
}

const chunk = 16;

/** So many values of an outer axis are looked up one by one; more of them are covered by one flat range. */
const manyRows = 64;

export function createRangeTable(tensor: Tensor): RangeTable {
  const values = decoded(tensor);
  if (isAscending(values)) {
    const query = (lo: number, hi: number): Interval => ({ lo: values[lo] ?? 0, hi: values[hi] ?? 0, nan: false });
    return { ascending: true, all: query(0, values.length - 1), query };
  }
  const query = treeQuery(values, values instanceof Float32Array ? countNans(values) : undefined);
  return { ascending: false, all: query(0, values.length - 1), query };
}

/** The elements as the language reads them. */
function decoded(tensor: Tensor): TensorData {
  if (tensor.type !== "f16" && tensor.type !== "bool") return tensor.data;
  const length = tensor.data.length;
  const values = tensor.type === "bool" ? new Uint8Array(length) : new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = readElement(tensor, i);
  return values;
}

function isAscending(values: TensorData): boolean {
  for (let i = 0; i < values.length; i++) if (!(values[i]! >= values[i && i - 1]!)) return false;
  return true;
}

/** How many NaNs come before each element, if there are any. */
function countNans(values: Float32Array): Uint32Array | undefined {
  const counts = new Uint32Array(values.length + 1);
  for (let i = 0; i < values.length; i++) counts[i + 1] = counts[i]! + +Number.isNaN(values[i]);
  return counts[values.length] ? counts : undefined;
}

/** Leaf `i` of the tree is node `leaves + i` and stands for one chunk; node `n` stands for its children `2n` and `2n + 1`. */
function treeQuery(values: TensorData, nans: Uint32Array | undefined): RangeTable["query"] {
  const leaves = Math.ceil(values.length / chunk);
  const least = new Float64Array(2 * leaves).fill(Infinity);
  const most = new Float64Array(2 * leaves).fill(-Infinity);
  for (let i = 0; i < values.length; i++) {
    const leaf = leaves + ((i / chunk) | 0);
    const value = values[i]!;
    if (value < least[leaf]!) least[leaf] = value;
    if (value > most[leaf]!) most[leaf] = value;
  }
  for (let at = leaves - 1; at > 0; at--) {
    least[at] = Math.min(least[2 * at]!, least[2 * at + 1]!);
    most[at] = Math.max(most[2 * at]!, most[2 * at + 1]!);
  }
  return (from, to) => {
    let lo = Infinity;
    let hi = -Infinity;
    const take = (low: number, high: number): void => {
      if (low < lo) lo = low;
      if (high > hi) hi = high;
    };
    const scan = (first: number, end: number): void => {
      for (let i = first; i < end; i++) take(values[i]!, values[i]!);
    };
    let left = Math.ceil(from / chunk);
    let right = Math.floor((to + 1) / chunk);
    if (left >= right) scan(from, to + 1);
    else {
      scan(from, left * chunk);
      scan(right * chunk, to + 1);
      for (left += leaves, right += leaves; left < right; left >>= 1, right >>= 1) {
        if (left & 1) take(least[left]!, most[left++]!);
        if (right & 1) take(least[--right]!, most[right]!);
      }
    }
    return lo > hi ? anything : { lo, hi, nan: nans !== undefined && nans[to + 1]! > nans[from]! };
  };
}

/** A tensor's range over ranges of its indices, each clamped to its axis: the hull over the values of the outer axes, if they are few. */
export function queryBox(table: RangeTable, shape: readonly number[], indices: readonly Interval[], many: number = manyRows): Interval {
  if (shape.includes(0)) return point(0);
  const ranges = indices.map(({ lo, hi }, axis) => {
    const clamp = (index: number): number => Math.max(0, Math.min(index, shape[axis]! - 1));
    return { lo: clamp(lo), hi: clamp(hi), nan: false };
  });
  const flat = (end: "lo" | "hi"): number => ranges.reduce((at, range, axis) => at * shape[axis]! + range[end], 0);
  const outer = ranges.findIndex(({ lo, hi }) => lo < hi);
  const count = outer < 0 || outer === shape.length - 1 ? Infinity : ranges[outer]!.hi - ranges[outer]!.lo + 1;
  if (count > many) return table.query(flat("lo"), flat("hi"));
  let found: Interval | undefined;
  for (let at = ranges[outer]!.lo; at <= ranges[outer]!.hi; at++) {
    const next = queryBox(table, shape, ranges.with(outer, point(at)), many / count);
    found = found ? hull(found, next) : next;
    if (found.lo <= table.all.lo && found.hi >= table.all.hi && found.nan === table.all.nan) break;
  }
  return found!;
}

/** Reads ranges of the tensors by name; one whose values are not known here is everything its type can hold. Tables are built on first use. */
export function rangeLoads(tensors: ReadonlyMap<string, Tensor | undefined>): (node: Load) => (...indices: Interval[]) => Interval {
  const tables = new Map<string, RangeTable>();
  return ({ input, type }) => {
    const tensor = tensors.get(input);
    if (!tensor) return () => typeRange(type);
    const table = tables.get(input) ?? createRangeTable(tensor);
    tables.set(input, table);
    return (...indices) => queryBox(table, tensor.shape, indices);
  };
}
