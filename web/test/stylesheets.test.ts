import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Rollup } from "vite";
import { expect, test } from "vitest";

const web = fileURLToPath(new URL("../", import.meta.url));

/** The stylesheet as an app with the defaults of Vite ships it, below styles of its own. */
async function built(own: string): Promise<string> {
  const entry = "\0entry.css";
  const styles = await readFile(`${web}packages/inbox/src/styles.css`, "utf8");
  const output = (await build({
    configFile: false,
    logLevel: "error",
    root: web,
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? `${own}${styles}` : undefined),
      },
    ],
    build: { write: false, rollupOptions: { input: entry } },
  })) as Rollup.RollupOutput;
  const sheet = output.output.find(({ fileName }) => fileName.endsWith(".css"));
  return String((sheet as Rollup.OutputAsset).source);
}

const light = /:where\(:root\)\{--lightningcss-light:initial;--lightningcss-dark: ?[;}]/;

// That the panel has its ground then, only a browser can tell.
test("the colours are there in an app that names no color-scheme", async () => {
  const css = await built("");
  expect(css, "what this is about").toContain("var(--lightningcss-light,");
  expect(css).toMatch(light);
});

test("the color-scheme of the app goes before", async () => {
  const css = await built(":root { color-scheme: dark; }\n");
  expect(css).toMatch(/:root\{--lightningcss-light: ?;--lightningcss-dark:initial;color-scheme:dark\}/);
});
