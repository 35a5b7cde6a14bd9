import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// The Web PubSub client is built in, because much of it is a Buffer for binary messages, which are never sent here, a logger
// that nobody could switch on, and the whole of Node's EventEmitter.
export default defineConfig({
    resolve: {
        alias: {
            buffer: fileURLToPath(new URL("./src/base64Buffer.ts", import.meta.url)),
            events: fileURLToPath(new URL("./src/eventEmitter.ts", import.meta.url)),
            "@azure/logger": fileURLToPath(new URL("./src/silentLogger.ts", import.meta.url)),
        },
    },
    build: {
        lib: { entry: "src/index.ts", formats: ["es"], fileName: "index" },
        target: "es2022",
        minify: false,
        sourcemap: true,
        // The compiler has put the types there.
        emptyOutDir: false,
        license: { fileName: "third-party-licenses.md" },
    },
});
