import { expect, it } from "vitest";
import { closeDevices, openDevice } from "#src/node/dawn.ts";

it("opens a device without any driver", async () => {
  const device = await openDevice({ backend: "null", features: ["shader-f16"] });
  expect(device.features.has("shader-f16")).toBe(true);
  closeDevices();
  expect((await device.lost).reason).toBe("destroyed");
});

it("names the features that are missing", async () => {
  const features: GPUFeatureName[] = ["shader-f16", "no-such-feature" as GPUFeatureName];
  await expect(openDevice({ backend: "null", features })).rejects.toThrow("the adapter lacks `no-such-feature`");
});
