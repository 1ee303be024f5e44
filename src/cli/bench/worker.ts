/** @file A process of the bench, with a device of its own: one contender, or the kernels that measure the device. It answers questions. */
import { calmPolling } from "./calm-polling.ts";
import type { Answer, Question, QuestionName, Questions } from "./messages.ts";
import { deviceFailure } from "./provide-gpu.ts";
import type { Open, Opened } from "./task.ts";

calmPolling();

/** What is loaded, and with it the packages, only when it is asked for. */
const contenders: Readonly<Record<string, () => Promise<Open>>> = {
  heed: async () => (await import("./contenders/heed.ts")).open,
  "ort-web": async () => (await import("./contenders/ort-web.ts")).open,
  "ort-node": async () => (await import("./contenders/ort-node.ts")).openOnWebgpu,
  "ort-cpu": async () => (await import("./contenders/ort-node.ts")).openOnProcessor,
  "jax-js": async () => (await import("./contenders/jax-js.ts")).open,
  tfjs: async () => (await import("./contenders/tfjs.ts")).open,
};

let opened: Opened | undefined;

type Handlers = { readonly [K in QuestionName]: (ask: Questions[K]["ask"]) => Promise<Questions[K]["answer"]> };

const handlers: Handlers = {
  async prepare({ name, task, setting }) {
    const open = await contenders[name]!();
    opened = await open(task, setting);
    const start = performance.now();
    const made = await opened.create();
    await opened.run();
    return { createMs: performance.now() - start, ...made };
  },
  async time(count) {
    const times: number[] = [];
    // Others had the machine until now: where a turn has several calls, one that fills the caches and wakes the threads goes before them.
    if (count > 1) await opened!.run();
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await opened!.run();
      times.push(performance.now() - start);
    }
    return times;
  },
  async read(rows) {
    const found = Float64Array.from(await opened!.read(rows));
    const failure = deviceFailure();
    if (failure !== undefined) throw new Error(failure);
    return found;
  },
  ceilings: async (which) => (await import("./ceilings.ts")).measureCeilings(which),
};

// Nobody is left to ask.
process.on("disconnect", () => process.exit());
process.on("message", ({ name, ask }: Question) => void answer(name, ask));

async function answer(name: QuestionName, ask: unknown): Promise<void> {
  const reply = await (handlers[name] as (ask: unknown) => Promise<unknown>)(ask).then(
    (value): Answer => ({ value }),
    (thrown: unknown): Answer => ({ error: thrown instanceof Error ? thrown.message : String(thrown) }),
  );
  process.send!(reply);
}
