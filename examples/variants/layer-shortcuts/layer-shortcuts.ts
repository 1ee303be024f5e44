// Layer shortcuts: the last layer attends to the tokens of all layers below, stacked along the keys, and is causal in each.
import { attention } from "heed";

export const layerShortcuts = attention({
  name: "layer_shortcuts",
  mask: ({ q_idx, kv_idx, Sq }) => kv_idx % Sq <= q_idx,
});
