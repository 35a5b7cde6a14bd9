import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const sources = {
    "@fixia/inbox": path("./packages/inbox/src/index.ts"),
    "@fixia/notifications-react": path("./packages/notifications-react/src/index.ts"),
    "@fixia/notifications": path("./packages/notifications/src/index.ts"),
    "@fixia/producer": path("./packages/producer/src/index.ts"),
};
const react18 = {
    "react-dom": path("./compat/react-18/node_modules/react-dom"),
    react: path("./compat/react-18/node_modules/react"),
};

const react = ["packages/{notifications-react,inbox}/test/**/*.test.{ts,tsx}"];

const project = (name, include, environment, alias = {}) => ({
    resolve: { alias: { ...sources, ...alias } },
    test: { name, include, environment, restoreMocks: true, unstubGlobals: true, testTimeout: 15_000 },
});

export default defineConfig({
    test: {
        // Most of their time, tests wait for timers: more of them than there are processors fit side by side.
        maxWorkers: 6,
        projects: [
            project("core", ["packages/notifications/test/**/*.test.ts"], "node"),
            project("producer", ["packages/producer/test/**/*.test.ts"], "node"),
            project("packaging", ["test/**/*.test.ts"], "node"),
            project("react 19", react, "happy-dom"),
            project("react 18", react, "happy-dom", react18),
        ],
    },
});
