// Bundles each published package the way an app would and fails when it grew beyond its budget.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const kB = 1000;
const budgets = [
  { name: "@fixia/notifications", what: "with its Web PubSub client", limit: 25 * kB, external: [] },
  {
    name: "@fixia/inbox",
    what: "with the hooks, on top of React and the client",
    limit: 15 * kB,
    external: [/^react(-dom)?($|\/)/, "@fixia/notifications"],
  },
];

async function gzippedSize({ name, external }) {
  const entry = "\0entry";
  const output = await build({
    configFile: false,
    logLevel: "error",
    root: fileURLToPath(new URL("..", import.meta.url)),
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? `export * from ${JSON.stringify(name)}` : undefined),
      },
    ],
    build: {
      write: false,
      minify: true,
      rollupOptions: { input: entry, external, preserveEntrySignatures: "strict", output: { format: "es" } },
    },
  });
  const code = output.output.filter((file) => file.type === "chunk").map((chunk) => chunk.code);
  return gzipSync(code.join(""), { level: 9 }).length;
}

let failed = false;
for (const budget of budgets) {
  const size = await gzippedSize(budget);
  const figures = `${(size / kB).toFixed(1)} kB gzip of ${budget.limit / kB} kB`;
  console.log(`${budget.name}, ${budget.what}: ${figures}`);
  if (size > budget.limit) {
    console.error(`${budget.name} is too large: ${figures}.`);
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;
