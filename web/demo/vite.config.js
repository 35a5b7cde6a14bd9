import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = process.env.FIXIA_API ?? "http://localhost:7071";

export default defineConfig({
    plugins: [react()],
    server: { proxy: { "/api": api, "/dev": api } },
});
