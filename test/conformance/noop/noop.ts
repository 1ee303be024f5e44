import { attention } from "heed";

export const noop = attention({ name: "noop" });
