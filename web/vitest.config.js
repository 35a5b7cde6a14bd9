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

// Importing everything anew for each file takes as long as the tests. Those that need it, because they replace what a
// module imports or keeps, say so in their name.
const isolated = "*.isolated.test.{ts,tsx}";

const project = (name, include, environment, { alias = {}, exclude = [`**/${isolated}`], isolate = false } = {}) => ({
    resolve: { alias: { ...sources, ...alias } },
    test: { name, include, exclude, isolate, environment, restoreMocks: true, unstubGlobals: true, testTimeout: 15_000 },
});

const apart = { exclude: [], isolate: true };

export default defineConfig({
    test: {
        // Tests wait for timers, so that more of them than there are processors fit side by side; but each worker imports all of it anew.
        maxWorkers: 3,
        projects: [
            project("core", ["packages/notifications/test/**/*.test.ts"], "node"),
            project("producer", ["packages/producer/test/**/*.test.ts"], "node"),
            project("packaging", ["test/**/*.test.ts"], "node"),
            project("react 19", react, "happy-dom"),
            project("console", ["console/test/**/*.test.{ts,tsx}"], "happy-dom"),
            project("react 18", react, "happy-dom", { alias: react18 }),
            project("core, isolated", [`packages/notifications/test/**/${isolated}`], "node", apart),
            project("react 19, isolated", [`packages/inbox/test/**/${isolated}`], "happy-dom", apart),
            project("react 18, isolated", [`packages/inbox/test/**/${isolated}`], "happy-dom", { alias: react18, ...apart }),
        ],
    },
});
