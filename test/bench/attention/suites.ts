/** @file What `npm run bench` measures: suites of variants on shapes, and who is timed beside Heed at each. */
import type { Dtype } from "#src/cli/bench/task.ts";

export interface Suite {
  readonly name: string;
  readonly about: string;
  readonly dtype: Dtype;
  readonly peers: readonly string[];
  /** A variant of {@link variants} and `B,Hq,Hkv,Sq,Skv,D`. */
  readonly tasks: readonly (readonly [variant: string, shape: string])[];
  readonly params?: Readonly<Record<string, number>>;
}

export const variants = `attention full {}

attention causal {
  mask = q_idx >= kv_idx
}

attention last_keys {
  param window: i32 = 512
  mask = kv_idx >= Skv - window
}
`;

const square = (variant: string, length: number, D: number = 64) => [variant, `1,8,8,${length},${length},${D}`] as const;
const decode = (variant: string, length: number, D: number) => [variant, `1,32,8,1,${length},${D}`] as const;

/** All suites; `quick` has the same with short sequences. */
export function suitesOf(quick: boolean): Suite[] {
  const lengths = quick ? [512] : [1024, 2048, 4096];
  const both = lengths.flatMap((length) => [square("full", length), square("causal", length)]);
  const [short, middle, long] = quick ? [256, 1024, 4096] : [1024, 4096, 65536];
  return [
    { name: "prefill-f32", about: "Prefill in f32", dtype: "f32", peers: ["ort-web", "jax-js", "tfjs"], tasks: both },
    { name: "prefill-f16", about: "Prefill in f16", dtype: "f16", peers: ["jax-js"], tasks: both },
    {
      name: "decode",
      about: "One query over a cache, 32 heads over 8",
      dtype: "f32",
      peers: ["ort-web", "jax-js"],
      tasks: [decode("full", middle!, 128)],
    },
    {
      name: "decode-window",
      about: "One query over a long cache, all of it or its last 512 keys",
      dtype: "f32",
      peers: [],
      tasks: [decode("full", short!, 64), decode("full", long!, 64), decode("last_keys", long!, 64)],
    },
    {
      name: "long",
      about: "More scores than any binding would hold",
      dtype: "f32",
      peers: [],
      tasks: [square("causal", quick ? 2048 : 16384)],
    },
    {
      name: "head-dims",
      about: "Head dims",
      dtype: "f32",
      peers: [],
      tasks: [16, 32, 64, 72, 96, 128, 192, 256].map((D) => square("full", quick ? 256 : 1024, D)),
    },
  ];
}
