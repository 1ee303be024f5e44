/** @file Sets of dependencies as bits: 1 the query row, 2 the key column. */

/** The same all over a head. */
export const uniform = 0;
export const row = 1;
export const column = 2;
/** Row and column. */
export const pair = 3;

export type Level = 0 | 1 | 2 | 3;

/** Every level behind those it is computed from. */
export const inOrder: readonly Level[] = [uniform, row, column, pair];
