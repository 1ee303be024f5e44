// Plain attention: every query sees every key, and the score is the scaled dot product.
import { attention } from "heed";

export const full = attention({ name: "full" });
