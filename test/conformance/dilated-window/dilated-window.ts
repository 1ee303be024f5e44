import { attention } from "heed";

export const dilatedWindow = attention({
  name: "dilated_window",
  mask: ({ q_idx, kv_idx }) => {
    const distance = Math.abs(q_idx - kv_idx);
    return distance <= 33 && distance % 3 === 0;
  },
});
