/** @file A bar for long work: on a terminal's standard error, and nowhere else. */
import type { Output } from "./io.ts";

export interface Progress {
  /** How much is done, from 0 to 1, and what is going on. */
  show(share: number, label: string): void;
  /** Takes the bar away. */
  clear(): void;
}

const cells = 24;
const leastInterval = 50;

export function createProgress(stream: Output, now: () => number = () => performance.now()): Progress {
  let shown = -Infinity;
  let isShown = false;
  const clear = (): void => {
    if (isShown) stream.write("\r\u001B[K");
    isShown = false;
  };
  if (!stream.isTTY) return { show: () => undefined, clear };
  return {
    show(share, label) {
      if (now() - shown < leastInterval) return;
      shown = now();
      isShown = true;
      const full = Math.round(cells * Math.max(0, Math.min(1, share)));
      const text = `${"█".repeat(full)}${"░".repeat(cells - full)} ${label}`;
      stream.write(`\r\u001B[K${text.slice(0, (stream.columns ?? 80) - 1)}`);
    },
    clear,
  };
}
