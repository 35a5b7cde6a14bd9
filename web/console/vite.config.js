import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = process.env.FIXIA_API ?? "http://localhost:7071";

// The page has a key in its memory: no script but its own runs in it, and nothing but the API is asked.
const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src http: https:",
    "base-uri 'none'",
    "form-action 'none'",
].join("; ");

// Not while developing, where vite itself writes scripts into the page.
const contentSecurityPolicy = {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
        { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: policy }, injectTo: "head-prepend" },
    ],
};

export default defineConfig({
    plugins: [react(), contentSecurityPolicy],
    // It may be served from any path.
    base: "./",
    build: { target: ["es2022", "chrome123", "firefox124", "safari17.5"], license: { fileName: "third-party-licenses.md" } },
    server: { proxy: { "/api": api, "/dev": api } },
});
