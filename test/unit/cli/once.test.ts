import { expect, it } from "vitest";
import { familyForOnce } from "#src/cli/once.ts";

const device = (description: string) => ({ adapterInfo: { description } }) as unknown as GPUDevice;
const sizes = { B: 1, Hq: 8, Hkv: 8, Sq: 64, Skv: 64, D: 64, Dv: 64 };

it("takes what is made quickly where a CPU plays the GPU and little is to do", () => {
  expect(familyForOnce(device("llvmpipe (LLVM 15)"), sizes)).toEqual({ family: "quick" });
  expect(familyForOnce(device("SwiftShader Device"), sizes)).toEqual({ family: "quick" });
  expect(familyForOnce(device("llvmpipe (LLVM 15)"), { ...sizes, Sq: 8192, Skv: 8192 })).toEqual({});
  expect(familyForOnce(device("NVIDIA H200"), sizes)).toEqual({});
});
