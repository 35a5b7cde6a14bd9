import { fileURLToPath } from "node:url";
import { build, type Rollup } from "vite";
import { expect, test } from "vitest";

const web = fileURLToPath(new URL("../", import.meta.url));

/** What an app that imports this has of the inbox in its bundle. */
async function bundle(code: string): Promise<string> {
  const entry = "\0entry";
  const source = (path: string): string => `${web}packages/inbox/src/${path}.ts`;
  const output = (await build({
    configFile: false,
    logLevel: "error",
    root: web,
    resolve: {
      alias: [
        { find: /^@fixia\/inbox$/, replacement: source("index") },
        { find: /^@fixia\/inbox\/(\w+)$/, replacement: source("languages/$1") },
      ],
    },
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? code : undefined),
      },
    ],
    build: {
      write: false,
      rollupOptions: {
        input: entry,
        external: [/^react(-dom)?($|\/)/, /^@fixia\/notifications/],
        preserveEntrySignatures: "strict",
        output: { format: "es" },
      },
    },
  })) as Rollup.RollupOutput;
  return output.output.map((file) => (file.type === "chunk" ? file.code : "")).join("");
}

const said = {
  en: "Nothing here yet",
  es: "Todavía no hay nada",
  pt: "Ainda não há nada",
  fr: "Rien pour le moment",
  de: "Noch nichts da",
  enPreferences: "Quiet hours",
  frPreferences: "Heures calmes",
};

test.each([
  ["no language", `export { NotificationBell } from "@fixia/inbox"`, ["en", "es"]],
  ["one language", `export { Inbox } from "@fixia/inbox"; export { fr } from "@fixia/inbox/fr"`, ["en", "es", "fr"]],
  [
    "one language with preferences",
    `export { Preferences } from "@fixia/inbox"; export { frPreferences } from "@fixia/inbox/fr"`,
    ["en", "es", "fr", "enPreferences", "frPreferences"],
  ],
])("an app that imports %s pays for no other", async (_, code, paidFor) => {
  const bundled = await bundle(code);
  const has = Object.entries(said).filter(([, text]) => bundled.includes(text));
  expect(has.map(([name]) => name)).toEqual(paidFor);
}, 60_000);
