/** @file Tensor files put together by hand, right or wrong in whatever way a test wants. */
import { HeedError } from "#src/diagnostics/diagnostic.ts";

/** A `.safetensors` file of any header text (or plain object) and data; `says` overrides the header length. */
export function safetensorsBytes(header: string | object, data: readonly number[] | Uint8Array = [], says?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, says ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

/** A `.npy` file of any header text and data; `says` overrides the header length. */
export function npyBytes(header: string, data: readonly number[] | Uint8Array = [], version: number = 1, says?: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const start = version === 1 ? 10 : 12;
  const bytes = new Uint8Array(start + text.length + data.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, says ?? text.length, true);
  else view.setUint32(8, says ?? text.length, true);
  bytes.set(text, start);
  bytes.set(data, start + text.length);
  return bytes;
}

/** The header numpy would write. */
export function npyHeader(descr: string, shape: string, fortran: boolean = false): string {
  return `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${shape}, }\n`;
}

/** The rendered diagnostics that `action` ends with; an error of any other kind goes on to the test. */
export async function rendered(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (thrown) {
    if (thrown instanceof HeedError) return thrown.message;
    throw thrown;
  }
  return "no diagnostic";
}
