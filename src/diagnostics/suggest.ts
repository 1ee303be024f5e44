/** @file "Did you mean": a name one slip away (a letter dropped, added, changed, or two swapped), never a wild guess. */

/** The first candidate that is one slip from `name`, or `undefined`. Names under three letters are not guessed at. */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length < 3) return undefined;
  for (const candidate of candidates) {
    if (candidate !== name && isOneSlip(name.toLowerCase(), candidate.toLowerCase())) return candidate;
  }
  return undefined;
}

/** The help clause for a suggestion, or `undefined`. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const found = suggest(name, candidates);
  return found === undefined ? undefined : `did you mean \`${found}\`?`;
}

function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const restA = a.slice(start, a.length - end);
  const restB = b.slice(start, b.length - end);
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restA === [...restB].reverse().join("");
}
