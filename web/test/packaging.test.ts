import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const run = promisify(execFile);
const web = fileURLToPath(new URL("../", import.meta.url));
const inBrowsers = ["notifications", "notifications-react", "inbox"] as const;
const names = [...inBrowsers, "producer"] as const;

/** An empty project, with the tarballs installed and nothing but React beside them. */
let project: string;
const tarballs = new Map<string, { path: string; files: string[] }>();

beforeAll(async () => {
  if (names.some((name) => !existsSync(join(web, "packages", name, "dist/index.js")))) {
    await run("npx", ["tsc", "-b", "packages/inbox"], { cwd: web });
    await run("npm", ["run", "build", "-w", "packages/notifications", "-w", "packages/producer"], { cwd: web });
  }
  project = await mkdtemp(join(tmpdir(), "fixia-packages-"));
  const workspaces = names.flatMap((name) => ["-w", `packages/${name}`]);
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", project, ...workspaces], { cwd: web });
  const packed = JSON.parse(stdout) as { name: string; filename: string; files: { path: string }[] }[];
  for (const { name, filename, files } of packed) {
    tarballs.set(name, { path: join(project, filename), files: files.map(({ path }) => path) });
  }
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "empty", private: true }));
  // Peers, and what examples use, would come from a registry; they are linked instead.
  const install = ["install", "--offline", "--legacy-peer-deps", "--no-audit", "--no-fund"];
  await run("npm", [...install, ...[...tarballs.values()].map(({ path }) => path)], { cwd: project });
  await mkdir(join(project, "node_modules/@types"));
  await mkdir(join(project, "node_modules/@nestjs"));
  const react = ["react", "react-dom", "scheduler", "csstype", "@types/react", "@types/react-dom"];
  for (const name of [...react, "@types/node", "@nestjs/common"]) {
    await symlink(join(web, "node_modules", name), join(project, "node_modules", name));
  }
}, 120_000);

afterAll(() => rm(project, { recursive: true, force: true }));

describe.each(names)("the package %s", (name) => {
  const full = `@fixia/${name}`;
  const tarball = () => tarballs.get(full)!;

  test("has what it needs in it, and nothing else", () => {
    const { files } = tarball();
    const needed = ["README.md", "LICENSE", "package.json", "dist/index.js", "dist/index.d.ts"];
    expect(files).toEqual(expect.arrayContaining(needed));
    const wanted = /^(README\.md|LICENSE|package\.json|dist\/.*|src\/[\w.]+\.(css|d\.ts))$/;
    expect(files.filter((path) => !wanted.test(path))).toEqual([]);
    expect(files.filter((path) => path.includes(".tsbuildinfo"))).toEqual([]);
  });

  test("says how to install it and all that its example imports", async () => {
    const readme = await readFile(join(project, "node_modules", full, "README.md"), "utf8");
    const installed = /^npm install (.*)$/m.exec(readme)?.[1]?.split(" ");
    expect(installed).toContain(full);
    const imported = [...readme.matchAll(/from "(@fixia\/[\w-]+)"/g)].map(([, from]) => from);
    expect(imported).not.toEqual([]);
    expect(installed).toEqual(expect.arrayContaining(imported));
  });

  test("is found without fault by publint", async () => {
    const data = await readFile(tarball().path);
    const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(data).buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("has types that every kind of resolution finds", async () => {
    const data = createPackageFromTarballData(await readFile(tarball().path));
    const result = await checkPackage(data, { excludeEntrypoints: [/\.css$/] });
    if (!result.types) throw new Error("There are no types.");
    // ES modules only is what those for browsers are meant to be: require takes them from Node.js 20.19 on.
    expect(result.problems.filter(({ kind }) => kind !== "CJSResolvesToESM")).toEqual([]);
  });
});

const use = (name: string, content: string) => writeFile(join(project, name), content);
const node = async (file: string) => (await run("node", [file], { cwd: project })).stdout.trim();

test("those for browsers work in an empty project, by import and by require", async () => {
  const program = `
    const { createNotificationClient } = notifications;
    const client = createNotificationClient({ negotiateUrl: "/api/negotiate", apiUrl: "/api" });
    for (const language of ["es", de, fr, pt]) {
      const html = renderToString(createElement(NotificationProvider, { client }, createElement(Inbox, { language })));
      console.log(/<h2[^>]*>([^<]*)/.exec(html)[1]);
    }`;
  await use(
    "imports.mjs",
    `import * as notifications from "@fixia/notifications";
    import { NotificationProvider } from "@fixia/notifications-react";
    import { Inbox } from "@fixia/inbox";
    import { de } from "@fixia/inbox/de";
    import { fr } from "@fixia/inbox/fr";
    import { pt } from "@fixia/inbox/pt";
    import { createElement } from "react";
    import { renderToString } from "react-dom/server";${program}`,
  );
  await use(
    "requires.cjs",
    `const notifications = require("@fixia/notifications");
    const { NotificationProvider } = require("@fixia/notifications-react");
    const { Inbox } = require("@fixia/inbox");
    const { de } = require("@fixia/inbox/de");
    const { fr } = require("@fixia/inbox/fr");
    const { pt } = require("@fixia/inbox/pt");
    const { createElement } = require("react");
    const { renderToString } = require("react-dom/server");${program}`,
  );
  const titles = "Notificaciones\nBenachrichtigungen\nNotifications\nNotificações";
  expect(await Promise.all([node("imports.mjs"), node("requires.cjs")])).toEqual([titles, titles]);
});

const resolutions = ["Bundler", "NodeNext"];
test.each(resolutions)("their examples compile with the resolution of %s, stylesheets included", async (resolution) => {
  const files = await Promise.all(
    inBrowsers.map(async (name) => {
      const readme = await readFile(join(project, "node_modules/@fixia", name, "README.md"), "utf8");
      const examples = [...readme.matchAll(/```tsx?\n([^]*?)```/g)].map(([, code]) => code);
      await use(`${name}.tsx`, `${examples.join("")}import "@fixia/inbox/preferences.css";\n`);
      return `${name}.tsx`;
    }),
  );
  const module = resolution === "NodeNext" ? "NodeNext" : "ESNext";
  const asAnAppHasIt = { strict: true, noEmit: true, jsx: "react-jsx", target: "ES2022", types: [] };
  const compilerOptions = { ...asAnAppHasIt, module, moduleResolution: resolution };
  await use(`${resolution}.json`, JSON.stringify({ compilerOptions, files }));
  const tsc = run(join(web, "node_modules/.bin/tsc"), ["-p", `${resolution}.json`], { cwd: project });
  expect(await tsc.then(() => "", ({ stdout }: { stdout: string }) => stdout)).toBe("");
}, 60_000);

test("the producer works in an empty project, by import and by require, before Node.js could require modules too", async () => {
  const program = `console.log(new FixiaProducer({ url: "http://127.0.0.1/api", key: "k" }) instanceof FixiaProducer, FixiaError.name);`;
  await use("producer.mjs", `import { FixiaError, FixiaProducer } from "@fixia/producer";${program}`);
  await use("producer.cjs", `const { FixiaError, FixiaProducer } = require("@fixia/producer");${program}`);
  const required = run("node", ["--no-experimental-require-module", "producer.cjs"], { cwd: project });
  expect(await Promise.all([node("producer.mjs"), required.then(({ stdout }) => stdout.trim())])).toEqual(
    Array(2).fill("true FixiaError"),
  );
});

/** How applications of NestJS compile: to CommonJS, with their decorators. */
const nest = { module: "CommonJS", moduleResolution: "Bundler", experimentalDecorators: true, emitDecoratorMetadata: true };
test.each([
  ["NestJS", nest],
  ["Node.js", { ...nest, module: "NodeNext", moduleResolution: "NodeNext" }],
])("the examples of the producer compile as in %s", async (name, compiled) => {
  const readme = await readFile(join(project, "node_modules/@fixia/producer/README.md"), "utf8");
  const examples = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code!);
  expect(examples).toHaveLength(5);
  const files = examples.map((_, i) => `producer-${name}-${i}.${i === 0 ? "mts" : "ts"}`);
  await Promise.all(examples.map((code, i) => use(files[i]!, code)));
  const compilerOptions = { strict: true, noEmit: true, target: "ES2022", types: ["node"], skipLibCheck: true, ...compiled };
  // Example 0 awaits at its top, which CommonJS has no place for.
  const taken = name === "NestJS" ? files.slice(1) : files;
  await use(`producer-${name}.json`, JSON.stringify({ compilerOptions, files: taken }));
  const tsc = run(join(web, "node_modules/.bin/tsc"), ["-p", `producer-${name}.json`], { cwd: project });
  expect(await tsc.then(() => "", ({ stdout }: { stdout: string }) => stdout)).toBe("");
}, 60_000);

test.each(["notifications-react", "inbox"])("what needs a client component in %s says so", async (name) => {
  const { files } = tarballs.get(`@fixia/${name}`)!;
  const modules = files.filter((path) => path.startsWith("dist/") && path.endsWith(".js"));
  const unmarked: string[] = [];
  for (const path of modules) {
    const code = await readFile(join(project, "node_modules/@fixia", name, path), "utf8");
    const needsClient = /\b(createContext|use[A-Z]\w*)\(/.test(code) && /from "react"/.test(code);
    if (needsClient && !code.startsWith('"use client"')) unmarked.push(path);
  }
  expect(modules.length).toBeGreaterThan(3);
  expect(unmarked).toEqual([]);
});
