// FALCON: an image in crops, each with registers behind its tokens; a crop sees itself, and registers see the registers of all crops.
import { attention } from "heed";

const patches = 36;
const registers = 4;
const crop = patches + registers;

const isRegister = (token: number): boolean => token % crop >= patches;

export const falconRegisters = attention({
  name: "falcon_registers",
  scope: { patches, registers, crop, isRegister },
  mask: ({ q_idx, kv_idx }) => Math.floor(q_idx / crop) === Math.floor(kv_idx / crop) || (isRegister(q_idx) && isRegister(kv_idx)),
});
