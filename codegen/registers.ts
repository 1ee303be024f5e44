/**
 * @file Loops and the values that they run over, as a schedule wants them: loops of the language over arrays, or line by line over variables
 * with a name each. A skeleton says `each` and `at`, and is one text for both.
 */
import type { Writer } from "./writer.ts";

/** A place in a loop: the name of its variable, or a number as WGSL writes it, such as `3u`. */
export type Index = string;

export interface Loop {
  readonly index: string;
  readonly count: number;
  /** The text of the bound where it is a loop of the language. */
  readonly bound: string;
  readonly isWritten: boolean;
}

/** Writes `body` for every place of a loop, the first ones outermost. What is written line by line opens no scope. */
export function each(writer: Writer, loops: readonly Loop[], body: (...places: Index[]) => void): void {
  const [loop, ...inner] = loops;
  if (!loop) return body();
  const { index, count, bound, isWritten } = loop;
  if (isWritten || count === 1) {
    for (let i = 0; i < count; i++) each(writer, inner, (...places) => body(`${i}u`, ...places));
    return;
  }
  writer.block(`for (var ${index} = 0u; ${index} < ${bound}; ${index}++)`, () => each(writer, inner, (...places) => body(index, ...places)));
}

/** Values by one or more indices. */
export interface Registers {
  at(...places: Index[]): string;
  /** `var…` with the values at `initial`; an array always begins at zero. */
  declare(writer: Writer, initial?: string): void;
}

export interface RegistersRequest {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly number[];
  /** A variable each, for places that are numbers; or an array. */
  readonly isNamed: boolean;
  readonly space?: "private";
}

export function createRegisters({ name, type, dims, isNamed, space }: RegistersRequest): Registers {
  const count = dims.reduce((all, size) => all * size, 1);
  const keyword = space ? `var<${space}>` : "var";
  const single = count === 1;
  return {
    at(...places) {
      if (single) return name;
      return isNamed ? [name, ...places.map(nameOf)].join("_") : `${name}[${flatten(places, dims)}]`;
    },
    declare(writer, initial) {
      if (single) return writer.line(initial === undefined ? `${keyword} ${name}: ${type};` : `${keyword} ${name}: ${type} = ${initial};`);
      if (!isNamed) return writer.line(`${keyword} ${name}: array<${type}, ${count}>${space ? "" : ` = array<${type}, ${count}>()`};`);
      for (let i = 0; i < count; i++) {
        const places = dims.map((size, axis) => Math.floor(i / dims.slice(axis + 1).reduce((a, b) => a * b, 1)) % size);
        writer.line(`${keyword} ${[name, ...places].join("_")}: ${type}${initial === undefined ? "" : ` = ${initial}`};`);
      }
    },
  };
}

/** A place that is a number, as part of a name. */
export const nameOf = (place: Index): string => place.slice(0, -1);

const literal = (place: Index): number | undefined => (/^\d+u$/.test(place) ? Number.parseInt(place, 10) : undefined);

/** Row-major, with what is known worked out. */
function flatten(places: readonly Index[], dims: readonly number[]): string {
  return places.reduce((flat, place, axis) => sum(product(flat, dims[axis]!), place));
}

/** A place times a number. */
export function product(place: Index, factor: number): Index {
  const known = literal(place);
  if (known !== undefined) return `${known * factor}u`;
  return factor === 1 ? place : `${/^\w+$/.test(place) ? place : `(${place})`} * ${factor}u`;
}

/** Two places added. */
export function sum(a: Index, b: Index): Index {
  const [x, y] = [literal(a), literal(b)];
  if (x !== undefined && y !== undefined) return `${x + y}u`;
  if (x === 0) return b;
  return y === 0 ? a : `${a} + ${b}`;
}
