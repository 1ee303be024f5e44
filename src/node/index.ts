/** @file `heed/node`: variants from files, a GPU device from Dawn, tensors in files. Nothing but re-exports. */
export { closeDevices, describeAdapter, openDevice, type AdapterReport, type DeviceOptions } from "./dawn.ts";
export { readTensorFile, readTensors } from "./files/input.ts";
export { encodeNpy, parseNpy } from "./files/npy.ts";
export { writeOutput } from "./files/output.ts";
export { encodeSafetensors, parseSafetensors } from "./files/safetensors.ts";
export type { FileTensor, TensorData } from "./files/tensor.ts";
export { loadVariants } from "./load-variants.ts";
export { reexecWithAdapter } from "./reexec.ts";
export { adapterEnvironment, type AdapterEnvironment, type AdapterName } from "./software-adapter.ts";
