// CLEAR: text tokens first, then an image whose tokens see the text and the disc around them, with scores made sharper the longer the sequence.
import { attention, i32 } from "heed";

const width = 24;

export const circularWindow = attention({
  name: "circular_window",
  params: { text: i32(32), radius: i32(6), trained: i32(4608) },
  scope: { width },
  mask({ q_idx, kv_idx }, { text, radius }) {
    // Text stands nowhere in the image; its place is never asked for.
    const qPlace = Math.max(q_idx - text, 0);
    const kvPlace = Math.max(kv_idx - text, 0);
    const down = Math.floor(qPlace / width) - Math.floor(kvPlace / width);
    const across = (qPlace % width) - (kvPlace % width);
    return q_idx < text || kv_idx < text || down * down + across * across < radius * radius;
  },
  score: ({ score, Skv }, { trained }) => score * Math.sqrt(Math.log(Skv) / Math.log(trained)),
});
