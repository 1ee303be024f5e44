/**
 * @file NaN and infinity in V. A masked pair weighs 0, and 0 times either is NaN, so they are left out where values are added, and added here, pair
 * by pair, to the rows that do not mask their key. Seldom called, so its loops stay loops.
 */
import { each, product, sum, type Index } from "../registers.ts";
import type { Writer } from "../writer.ts";
import type { ForwardKernel, Tile } from "./kernel.ts";
import { columnOf } from "./rows.ts";

/** The bit of a pair. */
export function maskedBit(r: Index, j: Index, keys: number): string {
  const place = sum(product(r, keys), j);
  return /^\d+u$/.test(place) ? `${2 ** Number.parseInt(place, 10)}u` : `(1u << (${place}))`;
}

export function writePoison(kernel: ForwardKernel, { keys, seldomRows, seldomColumns, total }: Tile, writer: Writer): void {
  writer.line("// Adds what is NaN or infinite in the values of keys first … first + KEYS.");
  writer.block("fn add_poison(first: u32, masked: u32, weights: array<f32, ROWS_PER_LANE * KEYS>)", () => {
    writer.line("var of_pairs = weights;");
    writer.block("for (var j = 0u; j < KEYS; j++)", () => {
      writer.line("let at = v_base + min(first + j, call.kv_end - 1u) * call.v_row;");
      each(writer, [seldomColumns], (c) => {
        writer.block("", () => {
          writer.line(`let v_vector = load_v(at, ${columnOf(c, kernel)});`);
          each(writer, [seldomRows], (r) => {
            const pair = sum(product(r, keys.count), "j");
            writer.block(`if (((masked >> (${pair})) & 1u) == 0u)`, () => {
              const more = `${total.at(r, c)} + of_pairs[${pair}] * v_vector`;
              writer.line(`${total.at(r, c)} = select(${total.at(r, c)}, ${more}, is_infinite(v_vector));`);
            });
          });
        });
      });
    });
  });
  writer.line("");
}

/** The call, where a value of the tile at hand, or one before, was poisoned. */
export function writePoisonCheck({ schedule }: ForwardKernel, { rows, keys, score }: Tile, writer: Writer): void {
  const found = {
    workgroup: "atomicLoad(&tile_poisoned) == 1u",
    matrix: "atomicLoad(&tile_poisoned) == 1u",
    broadcast: "subgroupAny(is_poisoned)",
    memory: "is_poisoned",
  }[schedule.source];
  const pairs = rows.count * keys.count;
  const places = Array.from({ length: pairs }, (_, i) => score.at(`${Math.floor(i / keys.count)}u`, `${i % keys.count}u`));
  const weights = rows.isWritten || pairs === 1 ? `array<f32, ROWS_PER_LANE * KEYS>(${places.join(", ")})` : "score";
  writer.line(`if (${found}) { add_poison(first, masked, ${weights}); }`);
}
