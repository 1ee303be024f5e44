/** @file What a list of times says: the middle and how far the rest lies from it. Lists are never trimmed. */

export interface Spread {
  readonly count: number;
  readonly least: number;
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
  readonly most: number;
}

/** Quartiles, interpolated between neighbours; at least one value is needed. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return below + (above - below) * (place - Math.floor(place));
  };
  return { count: sorted.length, least: at(0), lower: at(0.25), median: at(0.5), upper: at(0.75), most: at(1) };
}
