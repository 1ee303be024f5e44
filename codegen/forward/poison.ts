/**
 * @file NaN and infinity in V. A masked pair weighs 0, and 0 times either is NaN, so they are left out where values are added. Which rows meet
 * them is kept in bits, pair by pair, and said of their results at the end. Seldom called, so its loops stay loops.
 */
import { each, product, sum, type Index } from "../registers.ts";
import type { Writer } from "../writer.ts";
import type { ForwardKernel, Tile } from "./kernel.ts";
import { columnOf } from "./rows.ts";
import { fromLane, sharesRows } from "./shared-rows.ts";

/** The bit of a pair. */
export function maskedBit(r: Index, j: Index, keys: number): string {
  const place = sum(product(r, keys), j);
  return /^\d+u$/.test(place) ? `${2 ** Number.parseInt(place, 10)}u` : `(1u << (${place}))`;
}

/** Where the byte of a vector of columns is: its word, and how far up. */
const byteOf = ({ poison }: Tile, r: Index, c: Index) => ({ word: poison.at(r, `${c} / 4u`), up: `8u * (${c} % 4u)` });

/** What is added to the columns `c` of a row that has met NaN or infinity. */
export function poisonOf(tile: Tile, r: Index, c: Index): string {
  const { word, up } = byteOf(tile, r, c);
  return `poison_from(${word} >> (${up}))`;
}

export function writePoison(kernel: ForwardKernel, tile: Tile, writer: Writer): void {
  const { keys, seldomRows, seldomColumns } = tile;
  const isShared = sharesRows(kernel.schedule);
  const bit = (r: Index): string => (isShared ? `of_key >> (${product(r, keys.count)})` : `masked >> (${sum(product(r, keys.count), "j")})`);
  writer.line("// A bit for each that is infinity or NaN, and four bits up one for each that is minus infinity or NaN.");
  writer.line("const COLUMN_BITS: vec4<u32> = vec4<u32>(1u, 2u, 4u, 8u);");
  writer.block("fn poison_in(v: vec4<f32>) -> u32", () => {
    writer.line("let bits = bitcast<vec4<u32>>(v);", "let is_nan = (bits & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u);");
    writer.line("let up = vec4<u32>(is_nan | (bits == vec4<u32>(0x7f800000u)));");
    writer.line("let down = vec4<u32>(is_nan | (bits == vec4<u32>(0xff800000u)));", "return dot(up + 16u * down, COLUMN_BITS);");
  });
  writer.line("");
  writer.block("fn poison_from(found: u32) -> vec4<f32>", () => {
    writer.line("let inf = vec4<f32>(call.inf);");
    const signs = ["found", "found >> 4u"].map((bits) => `select(vec4<f32>(), inf, (vec4<u32>(${bits}) & COLUMN_BITS) != vec4<u32>())`);
    writer.line(`return ${signs.join(" - ")};`);
  });
  writer.line("", "// Notes NaN and infinity in the values of keys first … first + KEYS.");
  writer.block("fn add_poison(first: u32, masked: u32)", () => {
    writer.block("for (var j = 0u; j < KEYS; j++)", () => {
      writer.line("let at = v_base + min(first + j, call.kv_end - 1u) * call.v_row;");
      if (isShared) writer.line(`let of_key = ${fromLane("masked", "j % LANES_PER_ROW")} >> (j / LANES_PER_ROW);`);
      each(writer, [seldomColumns], (c) => {
        writer.block("", () => {
          writer.line(`let found = poison_in(load_v(at, ${columnOf(c, kernel)}));`);
          each(writer, [seldomRows], (r) => {
            const { word, up } = byteOf(tile, r, c);
            writer.line(`if (((${bit(r)}) & 1u) == 0u) { ${word} |= found << (${up}); }`);
          });
        });
      });
    });
  });
  writer.line("");
}

/** The call, where a value of the tile at hand, or one before, was poisoned; in all lanes of a subgroup that work together. */
export function writePoisonCheck({ schedule: { source, subgroup } }: ForwardKernel, writer: Writer): void {
  const found = source === "workgroup" || source === "matrix" ? "atomicLoad(&tile_poisoned) == 1u" : "is_poisoned";
  writer.line(`if (${subgroup > 0 ? `subgroupAny(${found})` : found}) { add_poison(first, masked); }`);
}
