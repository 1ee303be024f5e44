/**
 * @file Whether the mask repeats itself within a box: moved by so many rows, and as many columns or none, it is the same. Proved by following what
 * every value grows by when the indices do. A neighbourhood on a grid repeats itself from one line of the grid to the next, a window from
 * one row to the next.
 */
import { divisor } from "#src/ir/divisor.ts";
import { int32, isPoint } from "#src/ir/interval.ts";
import type { Apply, Node } from "#src/ir/node.ts";
import { row } from "#src/ir/ops.ts";
import type { Ranged } from "./affine.ts";

/** The pair (q_idx + rows, kv_idx + columns) is allowed where (q_idx, kv_idx) is, as long as both lie in the box. */
export interface Slide {
  readonly rows: number;
  readonly columns: number;
}

/** What each node is over the box. */
type Values = (node: Node) => Ranged;

/** What the root grows by; or by what factor the step would have to be longer, for a period to fit it. */
type Growth = { readonly shift: number | undefined } | { readonly longer: number };

/** The shortest slide that is proved by multiples of `step` rows, up to `most`; `nodes` end in the mask. */
export function findSlide(nodes: readonly Node[], values: Values, step: number, most: number): Slide | undefined {
  for (const slant of [0, 1]) {
    for (let rows = step; rows <= most; ) {
      const growth = growthOf(nodes, values, { rows, columns: rows * slant });
      if ("shift" in growth) {
        if (growth.shift === 0) return { rows, columns: rows * slant };
        break;
      }
      rows *= growth.longer;
    }
  }
  return undefined;
}

function growthOf(nodes: readonly Node[], values: Values, slide: Slide): Growth {
  const shifts = new Map<Node, number | undefined>();
  for (const node of nodes) {
    const growth = grown(node, values, slide, (arg) => shifts.get(arg));
    if ("longer" in growth) return growth;
    shifts.set(node, growth.shift);
  }
  return { shift: shifts.get(nodes.at(-1)!) };
}

function grown(node: Node, values: Values, { rows, columns }: Slide, shiftOf: (arg: Node) => number | undefined): Growth {
  const value = values(node);
  if (isPoint(value)) return { shift: 0 };
  if (value.form && node.type === "i32") return { shift: value.form.q * rows + value.form.k * columns };
  const shifts = node.args.map(shiftOf);
  if (shifts.every((shift) => shift === 0)) return { shift: 0 };
  // Where an operation is decided it is one of its operands.
  const same = node.args.findIndex((arg) => values(arg) === value);
  if (same >= 0) return { shift: shifts[same] };
  return node.kind === "apply" ? grownBy(node, node.args.map(values), value, shifts) : { shift: undefined };
}

function grownBy({ op, args }: Apply, x: readonly Ranged[], value: Ranged, shifts: readonly (number | undefined)[]): Growth {
  const { affine, evaluate, periodic } = row(op);
  const unknown = { shift: undefined };
  if (args[0]!.type !== "i32" || shifts.includes(undefined)) return unknown;
  const [first] = shifts as number[];
  const areAlike = shifts.every((shift) => shift === first);
  if (affine === "compares") return areAlike ? { shift: 0 } : unknown;
  if (value.lo === int32.lo && value.hi === int32.hi) return unknown; // it may wrap
  if (affine === "linear") return { shift: evaluate(...(shifts as number[])) };
  if (affine === "picks") return areAlike ? { shift: first } : unknown;
  const { lo, hi } = x[0]!;
  const period = x[1] && isPoint(x[1]) ? x[1].lo : 0;
  if (lo < 0 || period <= 0) return unknown;
  if (affine === "laps" && evaluate(lo, period) - lo === evaluate(hi, period) - hi) return { shift: first };
  const size = Math.abs(first!);
  if (periodic && size % period === 0) return { shift: Math.sign(first!) * (evaluate(2 * size, period) - evaluate(size, period)) };
  return periodic ? { longer: period / divisor(period, size) } : unknown;
}
