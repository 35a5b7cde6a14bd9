import { act, StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

/** Renders in strict mode, as an app under development does. */
export async function render(element: ReactNode) {
  const container = document.body.appendChild(document.createElement("div"));
  const root = createRoot(container);
  const show = (next: ReactNode) => act(async () => root.render(<StrictMode>{next}</StrictMode>));
  await show(element);
  return {
    container,
    text: () => container.textContent,
    show,
    unmount: () => act(async () => root.unmount()),
  };
}
