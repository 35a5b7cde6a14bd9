import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.js";
import { language } from "./texts.js";
import "@fixia/inbox/preferences.css";
import "@fixia/inbox/styles.css";
import "./styles.css";

document.documentElement.lang = language;
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
