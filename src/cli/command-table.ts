/** @file The commands, one row each. */
import type { CommandRow } from "./command.ts";

export const commandTable: readonly CommandRow[] = [
  { name: "list", summary: "show the example variants", load: async () => (await import("./commands/list.ts")).list },
  { name: "new", summary: "start a variant from an example", load: async () => (await import("./commands/new.ts")).newVariant },
  { name: "check", summary: "say what is wrong with variants", load: async () => (await import("./commands/check.ts")).check },
  { name: "compile", summary: "turn a variant into a WGSL kernel or a module", load: async () => (await import("./commands/compile.ts")).compile },
  { name: "plan", summary: "show which blocks a mask leaves to compute", load: async () => (await import("./commands/plan.ts")).plan },
  { name: "run", summary: "run a variant on tensors from files", load: async () => (await import("./commands/run.ts")).run },
  { name: "verify", summary: "hold kernels against the dense reference", load: async () => (await import("./commands/verify.ts")).verify },
  { name: "bench", summary: "time kernels, beside other libraries", load: async () => (await import("./commands/bench.ts")).bench },
  { name: "tune", summary: "find the fastest schedules on this device", load: async () => (await import("./commands/tune.ts")).tune },
  { name: "doctor", summary: "tell about the GPU adapter and what is missing", load: async () => (await import("./commands/doctor.ts")).doctor },
  { name: "fmt", summary: "format .attn files", load: async () => (await import("./commands/fmt.ts")).fmt },
];
