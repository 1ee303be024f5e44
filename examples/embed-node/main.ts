/**
 * @file Sliding-window attention in an app: the kernel was compiled ahead, so what runs here is the runtime and a device. The tensors are
 * chosen so that the result can be read: all keys score the same, and the value of a key is its place.
 */
import { countBlocks } from "heed/runtime";
import { create, globals } from "webgpu";
import { load, manifest } from "./generated/sliding-window.js";

Object.assign(globalThis, globals);
// Dawn wants the object that `create` returns to be kept for as long as the process lives.
const keeper = Object.assign(globalThis, { gpu: create([]) });

const adapter = await keeper.gpu.requestAdapter();
if (!adapter) {
  console.error("no WebGPU adapter on this machine");
  process.exit(1);
}
const device = await adapter.requestDevice();
const kernel = await load(device);

const { Hq, Hkv, D } = manifest;
const sizes = { B: 1, Sq: 100, Skv: 100 };
const q = new Float32Array(Hq * sizes.Sq * D);
const k = new Float32Array(Hkv * sizes.Skv * D).fill(1);
const v = Float32Array.from({ length: Hkv * sizes.Skv * D }, (_, i) => Math.floor(i / D) % sizes.Skv);

// One kernel for every window: the plan is made anew, the pipeline stays.
for (const window of [3, 21]) {
  const call = { ...sizes, params: { window } };
  const { out, lse } = await kernel.run({ q, k, v }, call);
  const query = 50;
  const { full, partial, empty } = countBlocks(kernel.plan(call));
  console.log(`window ${window}: query ${query} sees ${Math.exp(lse[query]!).toFixed(2)} keys, ${out[query * D]!.toFixed(2)} on average`);
  console.log(`  blocks: ${full} full, ${partial} partial, ${empty} empty`);
}
kernel.destroy();
device.destroy();
