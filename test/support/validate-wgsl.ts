/** @file Holds WGSL to Tint's whole validation without any driver, through Dawn's null backend. */
import { openDevice } from "#src/node/dawn.ts";

/** What Tint says about a shader. */
export interface WgslMessage {
  readonly type: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

const device = await openDevice({ backend: "null" });

/** Tint's messages for a module; an empty list means that it is valid. */
export async function validateWgsl(code: string): Promise<readonly WgslMessage[]> {
  device.pushErrorScope("validation");
  const { messages } = await device.createShaderModule({ label: "validated", code }).getCompilationInfo();
  const error = await device.popErrorScope();
  const found = messages.map(({ type, message, lineNum, linePos }) => ({ type, message, line: lineNum, column: linePos }));
  const lost = error && !found.some(({ type }) => type === "error");
  return lost ? [...found, { type: "error", message: error.message, line: 0, column: 0 }] : found;
}
