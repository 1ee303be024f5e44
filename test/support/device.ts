/**
 * @file The device that tests run on, one per worker. Suites that need it say so with {@link gpuDescribe}; without a device they are left out
 * with a printed reason, or fail where HEED_EXPECT_GPU=1 says that there must be one.
 */
import { afterAll, describe, it } from "vitest";
import { closeDevices, openDevice } from "#src/node/dawn.ts";

const opened: Promise<GPUDevice | Error> = openDevice().catch((error: Error) => error);

/** Whether this run has a device. */
export const hasDevice: boolean = !((await opened) instanceof Error);

/** Whether the device stores f16. */
export const hasF16: boolean = hasDevice && (await testDevice()).features.has("shader-f16");

/** The worker's device; fails with the reason where there is none. */
export async function testDevice(): Promise<GPUDevice> {
  const device = await opened;
  if (device instanceof Error) throw device;
  return device;
}

/** What a program of ours wrote to standard error; Dawn itself writes there about limits that it lowers. */
export const withoutDawn = (stderr: string): string => stderr.replace(/^Warning: max\w+ artificially reduced .*\n/gm, "");

/** A suite on the device. */
export function gpuDescribe(name: string, suite: () => void): void {
  if (hasDevice) {
    describe(name, suite);
    return;
  }
  describe(name, () => {
    it("has a device to run on, or nobody expects one", async () => {
      const reason = (await opened) as Error;
      if (process.env["HEED_EXPECT_GPU"] === "1") throw reason;
      console.warn(`left out, no device: ${name}\n${reason.message}`);
    });
  });
}

afterAll(closeDevices);
