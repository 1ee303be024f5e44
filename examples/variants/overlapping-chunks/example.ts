import type { Example, ExampleCall } from "../../example.ts";
import { integers } from "../../tensors.ts";

const chunk = 40;

function documents(lengths: readonly number[], heads: number): ExampleCall {
  const most = Math.max(...lengths);
  return {
    sizes: { B: lengths.length, Hq: heads, Hkv: heads, Sq: most, Skv: most },
    tensors: { length: integers([lengths.length], (b) => lengths[b]!) },
  };
}

export const example: Example = {
  family: "causal and windows",
  summary: "Chunks that see a little of their neighbours",
  covers: ["tkl-local-attention"],
  picture: { ...documents([512, 300], 1), params: { overlap: 8 }, block: 8, caption: "documents of 512 and 300 terms in chunks of 40, overlap 8" },
  small: { ...documents([170, 95], 1), params: { overlap: 7 } },
  oracle({ sizes: { B, Skv } }) {
    // The terms of every chunk, with those that it borrows.
    const lengths = [170, 95];
    const chunks = Array.from({ length: B }, (_, b) => {
      const terms = Array.from({ length: lengths[b]! }, (__, term) => term);
      return Array.from({ length: Math.ceil(Skv / chunk) }, (__, i) => new Set(terms.slice(Math.max(0, i * chunk - 7), (i + 1) * chunk + 7)));
    });
    return { attends: ({ b, q, k }) => chunks[b]![Math.floor(q / chunk)]!.has(k) };
  },
};
