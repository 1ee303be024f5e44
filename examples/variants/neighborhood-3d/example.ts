import type { Example } from "../../example.ts";

const [height, width, framesSeen] = [6, 8, 3];
const square = (frames: number) => ({ B: 1, Hq: 1, Hkv: 1, Sq: frames * height * width, Skv: frames * height * width });

/** What each place of an axis sees: its neighbours of the same remainder, a whole window of them. */
function views(size: number, window: number, dilation: number): number[][] {
  return Array.from({ length: size }, (_, place) => {
    const line: number[] = [];
    for (let other = place % dilation; other < size; other += dilation) line.push(other);
    // The window slides until the place has half of the others before it, but never past an end.
    let first = 0;
    while (first + window < line.length && line[first + Math.floor(window / 2)]! < place) first++;
    return line.slice(first, first + window);
  });
}

export const example: Example = {
  family: "video and views",
  summary: "Neighbours in a video: causal, dilated and plain axes",
  covers: [],
  picture: { sizes: square(8), tensors: {}, block: 8, caption: "8 frames of 6 × 8: 3 frames, 3 rows of every second, 4 columns" },
  small: { sizes: square(4), tensors: {} },
  oracle() {
    const [rows, columns] = [views(height, 3, 2), views(width, 4, 1)];
    const place = (token: number) => {
      const [x, rest] = [token % width, Math.floor(token / width)];
      return { x, y: rest % height, t: Math.floor(rest / height) };
    };
    return {
      attends({ q, k }) {
        const [a, b] = [place(q), place(k)];
        const ages = Array.from({ length: framesSeen }, (_, age) => a.t - age);
        return ages.includes(b.t) && rows[a.y]!.includes(b.y) && columns[a.x]!.includes(b.x);
      },
    };
  },
};
