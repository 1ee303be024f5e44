/**
 * @file Loops and the values that they run over, as a schedule wants them: loops of the language over arrays, or line by line over variables
 * with names. A skeleton says `each` and `at`, and is one text for both.
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
  /** How many of the dims, from the first, are in names; there, places must be numbers. The others are in an array for each name. */
  readonly named: number;
  readonly space?: "private";
}

export function createRegisters({ name, type, dims, named, space }: RegistersRequest): Registers {
  const keyword = space ? `var<${space}>` : "var";
  const isSingle = sizeOf(dims) === 1;
  const inArray = dims.slice(named);
  return {
    at(...places) {
      if (isSingle) return name;
      const whole = [name, ...places.slice(0, named).map(nameOf)].join("_");
      return inArray.length === 0 ? whole : `${whole}[${flatten(places.slice(named), inArray)}]`;
    },
    declare(writer, initial) {
      const value = initial === undefined ? "" : ` = ${initial}`;
      if (isSingle) return writer.line(`${keyword} ${name}: ${type}${value};`);
      const array = `array<${type}, ${sizeOf(inArray)}>`;
      const rest = inArray.length === 0 ? `${type}${value}` : `${array}${space ? "" : ` = ${array}()`}`;
      const inNames = dims.slice(0, named);
      for (let i = 0; i < sizeOf(inNames); i++) {
        const places = inNames.map((size, axis) => Math.floor(i / sizeOf(inNames.slice(axis + 1))) % size);
        writer.line(`${keyword} ${[name, ...places].join("_")}: ${rest};`);
      }
    },
  };
}

const sizeOf = (dims: readonly number[]): number => dims.reduce((all, size) => all * size, 1);

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
