// Bundles each published package the way an app would and fails when it grew beyond its budget.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const kB = 1000;
const budgets = [
    {
        name: "@fixia/notifications",
        what: "with its Web PubSub client",
        limit: 25 * kB,
        exports: "*",
        external: [],
        styles: [],
    },
    {
        name: "@fixia/inbox",
        what: "bell, inbox and toasts with styles and hooks, on top of React and the client",
        limit: 20 * kB,
        exports: "{ Inbox, NotificationBell, Toasts }",
        external: [/^react(-dom)?($|\/)/, "@fixia/notifications"],
        styles: ["@fixia/inbox/styles.css"],
    },
    {
        // Preferences are a part of their own, for apps that show them.
        name: "@fixia/inbox",
        what: "all of it, preferences included",
        limit: 25 * kB,
        exports: "*",
        external: [/^react(-dom)?($|\/)/, "@fixia/notifications"],
        styles: ["@fixia/inbox/styles.css", "@fixia/inbox/preferences.css"],
    },
    ...["de", "fr", "pt"].map((tag) => ({
        name: `@fixia/inbox/${tag}`,
        what: "a language, with the texts of the preferences",
        limit: 2.5 * kB,
        exports: "*",
        external: [],
        styles: [],
    })),
];

const root = new URL("../", import.meta.url);
const gzipped = (content) => gzipSync(content, { level: 9 }).length;

async function sizeOf({ name, exports, external, styles }) {
    const entry = "\0entry";
    const imports = styles.map((path) => `import ${JSON.stringify(path)};`);
    const code = [...imports, `export ${exports} from ${JSON.stringify(name)};`].join("\n");
    const output = await build({
        configFile: false,
        logLevel: "error",
        root: fileURLToPath(root),
        plugins: [
            {
                name: "entry",
                resolveId: (id) => (id === entry ? id : undefined),
                load: (id) => (id === entry ? code : undefined),
            },
        ],
        build: {
            write: false,
            minify: true,
            rollupOptions: { input: entry, external, preserveEntrySignatures: "strict", output: { format: "es" } },
        },
    });
    // As the browser gets them: stylesheets without their comments, too.
    const files = output.output.map((file) => (file.type === "chunk" ? file.code : file.source));
    return files.reduce((sum, content) => sum + gzipped(content), 0);
}

let failed = false;
for (const budget of budgets) {
    const size = await sizeOf(budget);
    const figures = `${(size / kB).toFixed(1)} kB gzip of ${budget.limit / kB} kB`;
    console.log(`${budget.name}, ${budget.what}: ${figures}`);
    if (size > budget.limit) {
        console.error(`${budget.name} is too large: ${figures}.`);
        failed = true;
    }
}
process.exitCode = failed ? 1 : 0;
