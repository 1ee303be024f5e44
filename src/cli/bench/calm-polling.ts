/**
 * @file Dawn in Node polls for the end of work in a busy loop, which takes a core from a device that runs on the processor. While a process
 * of the bench waits, it sleeps a little before each poll instead; all contenders wait alike.
 */

/** Milliseconds; times are known no better than this. */
const pause = 0.1;

/** To be called before Dawn is loaded: it polls by `setImmediate`, as it finds it. */
export function calmPolling(): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const immediately = globalThis.setImmediate;
  const calm = (callback: (...args: unknown[]) => void, ...args: unknown[]): NodeJS.Immediate =>
    immediately(() => {
      Atomics.wait(cell, 0, 0, pause);
      callback(...args);
    });
  // What belongs to the function, such as its promise, stays with it.
  Object.defineProperties(calm, Object.getOwnPropertyDescriptors(immediately));
  Object.assign(globalThis, { setImmediate: calm });
}
