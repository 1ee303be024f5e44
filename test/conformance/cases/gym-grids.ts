/** @file The masks of attention-gym over images and films: neighbourhoods, tiles, Morton order, blocks that were chosen. */
import { at, ints, py, truths, type Group } from "../case.ts";

/** Whether a key's place on an axis is among the `size` nearest to the query's, the window kept inside the axis. */
const isNear = (q: number, k: number, size: number, length: number): boolean => {
  const first = Math.max(0, Math.min(q - Math.floor(size / 2), length - 1 - 2 * Math.floor(size / 2)));
  return k >= first && k <= first + 2 * Math.floor(size / 2);
};

/** The same of tiles; an even window reaches one tile less to the right. */
const isNearTile = (q: number, k: number, size: number, tiles: number): boolean => {
  const first = Math.max(0, Math.min(q - Math.floor(size / 2), tiles - size));
  return k >= first && k < first + size;
};

const onGrid = (i: number, width: number): readonly [x: number, y: number] => [i % width, Math.floor(i / width)];

/** Row-major place of a token in an image of 8 × 6 whose tokens come in tiles of 4 × 3. */
function tiledPlace(i: number): readonly [x: number, y: number] {
  const [tile, inside] = [Math.floor(i / 12), i % 12];
  return [(tile % 2) * 4 + (inside % 4), Math.floor(tile / 2) * 3 + Math.floor(inside / 4)];
}

/** Every other bit of a number, from the lowest on. */
function everyOtherBit(i: number): number {
  return Number.parseInt([...i.toString(2).padStart(8, "0")].filter((_, place) => place % 2 === 1).join(""), 2);
}

const natten = py`
  def window(centre, k, length, size):
      middle = centre.clamp(size // 2, length - 1 - size // 2)
      return (middle - k).abs() <= size // 2
`;

const nearTiles = py`
  def near(q_tile, kv_tile, tiles, size):
      left = size // 2
      right = size // 2 + (size % 2 - 1)
      centre = torch.clamp(q_tile, min=left, max=tiles - 1 - right)
      return (centre - left <= kv_tile) & (kv_tile <= centre + right)
`;

const topk = ints([2, 2, 5, 3], (i) => [0, 2, 4, 1, 1, 3, 4, 0, 2, 3, 3, 3, 4, 1, 0][(i * 7) % 15]!);
const filled = ints([5], (tile) => [8, 5, 8, 3, 8][tile]!);
const blockMap = truths([2, 2, 5, 5], (i) => (i * i + 3 * i) % 4 === 0);
const isValid = truths([40], (i) => i % 9 !== 4);
const vsaSizes = { B: 2, Hq: 2, Hkv: 1, Sq: 40, Skv: 40 };

export const gymGrids: Group = {
  title: "attention-gym: masks over images and films",
  section: "b",
  cases: [
    {
      name: "NATTEN",
      python: `${natten}${py`

        def natten(W, H, kw, kh):
            def mask(b, h, q_idx, kv_idx):
                across = window(q_idx % W, kv_idx % W, W, kw)
                down = window(q_idx // W, kv_idx // W, H, kh)
                return across & down
            return mask

        mask_mod = natten(8, 6, 5, 3)
      `}`,
      sizes: { Sq: 48, Skv: 48 },
      attends({ q, k }) {
        const [[qx, qy], [kx, ky]] = [onGrid(q, 8), onGrid(k, 8)];
        return isNear(qx, kx, 5, 8) && isNear(qy, ky, 3, 6);
      },
    },
    {
      name: "NATTEN, tokens in static tiles",
      python: `${natten}${py`

        def natten_tiled(W, H, kw, kh, tw, th):
            def place(i):
                tile, inside = i // (tw * th), i % (tw * th)
                x = tile % (W // tw) * tw + inside % tw
                y = tile // (W // tw) * th + inside // tw
                return x, y

            def mask(b, h, q_idx, kv_idx):
                qx, qy = place(q_idx)
                kx, ky = place(kv_idx)
                return window(qx, kx, W, kw) & window(qy, ky, H, kh)
            return mask

        mask_mod = natten_tiled(8, 6, 5, 3, 4, 3)
      `}`,
      sizes: { Sq: 48, Skv: 48 },
      attends({ q, k }) {
        const [[qx, qy], [kx, ky]] = [tiledPlace(q), tiledPlace(k)];
        return isNear(qx, kx, 5, 8) && isNear(qy, ky, 3, 6);
      },
    },
    {
      name: "NATTEN, tokens in Morton order",
      python: `${natten}${py`

        def even_bits(n):
            n = n & 0x55
            n = (n | (n >> 1)) & 0x33
            n = (n | (n >> 2)) & 0x0F
            return n

        def natten_morton(W, H, kw, kh):
            def mask(b, h, q_idx, kv_idx):
                qx, qy = even_bits(q_idx), even_bits(q_idx >> 1)
                kx, ky = even_bits(kv_idx), even_bits(kv_idx >> 1)
                return window(qx, kx, W, kw) & window(qy, ky, H, kh)
            return mask

        mask_mod = natten_morton(8, 8, 3, 5)
      `}`,
      sizes: { Sq: 64, Skv: 64 },
      attends({ q, k }) {
        const [[qx, qy], [kx, ky]] = [q, k].map((i) => [everyOtherBit(i), everyOtherBit(i >> 1)]) as [[number, number], [number, number]];
        return isNear(qx, kx, 3, 8) && isNear(qy, ky, 5, 8);
      },
    },
    {
      name: "sliding tiles of an image, and text",
      python: `${nearTiles}${py`

        def sliding_tiles_2d(tiles, size, tile_len):
            image_len = tiles[0] * tiles[1] * tile_len
            def mask(b, h, q_idx, kv_idx):
                q_tile, kv_tile = q_idx // tile_len, kv_idx // tile_len
                across = near(q_tile % tiles[0], kv_tile % tiles[0], tiles[0], size[0])
                down = near(q_tile // tiles[0], kv_tile // tiles[0], tiles[1], size[1])
                image = (q_idx < image_len) & (kv_idx < image_len) & across & down
                return image | (kv_idx >= image_len) | (q_idx >= image_len)
            return mask

        mask_mod = sliding_tiles_2d((4, 3), (2, 3), 4)
      `}`,
      sizes: { Sq: 53, Skv: 53 },
      attends({ q, k }) {
        if (q >= 48 || k >= 48) return true;
        const [[qx, qy], [kx, ky]] = [onGrid(Math.floor(q / 4), 4), onGrid(Math.floor(k / 4), 4)];
        return isNearTile(qx, kx, 2, 4) && isNearTile(qy, ky, 3, 3);
      },
    },
    {
      name: "sliding tiles of a film, and text",
      python: `${nearTiles}${py`

        def sliding_tiles_3d(x_tiles, y_tiles, t_tiles, kx, ky, kt, tile_len):
            film_len = x_tiles * y_tiles * t_tiles * tile_len
            def place(i):
                tile = i // tile_len
                return tile % x_tiles, tile // x_tiles % y_tiles, tile // (x_tiles * y_tiles)

            def mask(b, h, q_idx, kv_idx):
                q_x, q_y, q_t = place(q_idx)
                k_x, k_y, k_t = place(kv_idx)
                film = near(q_x, k_x, x_tiles, kx) & near(q_y, k_y, y_tiles, ky) & near(q_t, k_t, t_tiles, kt)
                from_film = (q_idx < film_len) & (((kv_idx < film_len) & film) | (kv_idx >= film_len))
                return from_film | (q_idx >= film_len)
            return mask

        mask_mod = sliding_tiles_3d(3, 2, 4, kx=3, ky=1, kt=2, tile_len=2)
      `}`,
      sizes: { Sq: 53, Skv: 53 },
      attends({ q, k }) {
        if (q >= 48 || k >= 48) return true;
        const place = (i: number) => [Math.floor(i / 2) % 3, Math.floor(i / 6) % 2, Math.floor(i / 12)] as const;
        const [[qx, qy, qt], [kx, ky, kt]] = [place(q), place(k)];
        return isNearTile(qx, kx, 3, 3) && isNearTile(qy, ky, 1, 2) && isNearTile(qt, kt, 2, 4);
      },
    },
    ...[false, true].map((sink) => ({
      name: `Sparse VideoGen, in space${sink ? ", first frame seen by all" : ""}`,
      python: `${py`
        def spatial(prompt, frame_len, width, rounding, sink=False):
            reach = int(width * frame_len / rounding) * rounding
            first = prompt + frame_len if sink else prompt

            def mask(b, h, q_idx, kv_idx):
                near = (q_idx - kv_idx).abs() < reach
                return (q_idx < prompt) | (kv_idx < first) | near
            return mask

      `}${sink ? "mask_mod = spatial(5, 8, 1.3, 2, sink=True)" : "mask_mod = spatial(5, 8, width=1.3, rounding=2)"}\n`,
      sizes: { Sq: 45, Skv: 45 },
      // ⌊1.3 · 8 / 2⌋ · 2 = 10.
      attends: ({ q, k }: { q: number; k: number }) => q < 5 || k < (sink ? 13 : 5) || (k - q < 10 && q - k < 10),
    })),
    {
      name: "Sparse VideoGen, in time",
      python: py`
        def temporal(prompt, frame_len, width, frames):
            reach = width * frame_len // frames

            def mask(b, h, q_idx, kv_idx):
                q_place = (q_idx - prompt) % frame_len
                kv_place = (kv_idx - prompt) % frame_len
                return (q_idx < prompt) | (kv_idx < prompt) | ((q_place - kv_place).abs() < reach)
            return mask

        mask_mod = temporal(5, 8, 2, 5)
      `,
      sizes: { Sq: 45, Skv: 45 },
      attends: ({ q, k }) => q < 5 || k < 5 || Math.abs(((q - 5) % 8) - ((k - 5) % 8)) < 3,
    },
    {
      name: "VSA: blocks of the best scores",
      python: py`
        def vsa(topk, filled, t):
            def mask(b, h, q_idx, kv_idx):
                tile = kv_idx // t
                chosen = False
                for j in range(3):
                    chosen = chosen | (topk[b, h, q_idx // t, j] == tile)
                return chosen & (kv_idx % t < filled[tile])
            return mask

        mask_mod = vsa(topk, filled, 8)
      `,
      sizes: vsaSizes,
      tensors: { topk, filled },
      attends({ b, h, q, k }) {
        const chosen = new Set([0, 1, 2].map((j) => at(topk, b, h, Math.floor(q / 8), j)));
        return chosen.has(Math.floor(k / 8)) && k % 8 < [8, 5, 8, 3, 8][Math.floor(k / 8)]!;
      },
    },
    {
      name: "VSA: a map of blocks",
      python: py`
        def vsa(block_map, filled, t):
            def mask(b, h, q_idx, kv_idx):
                q_tile, kv_tile = q_idx // t, kv_idx // t
                return block_map[b, h, q_tile, kv_tile] & (kv_idx - kv_tile * t < filled[kv_tile])
            return mask

        mask_mod = vsa(block_map, filled, 8)
      `,
      sizes: vsaSizes,
      tensors: { block_map: blockMap, filled },
      attends: ({ b, h, q, k }) => at(blockMap, b, h, Math.floor(q / 8), Math.floor(k / 8)) === 1 && k % 8 < [8, 5, 8, 3, 8][Math.floor(k / 8)]!,
      note: "rows without keys",
    },
    {
      name: "VSA: tokens that pad",
      python: py`
        def mask_mod(b, h, q_idx, kv_idx):
            return block_map[b, h, q_idx // 8, kv_idx // 8] & is_valid[kv_idx]
      `,
      sizes: vsaSizes,
      tensors: { block_map: blockMap, is_valid: isValid },
      attends: ({ b, h, q, k }) => at(blockMap, b, h, Math.floor(q / 8), Math.floor(k / 8)) === 1 && k % 9 !== 4,
      note: "rows without keys",
    },
  ],
};
