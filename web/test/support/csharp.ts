import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** An HTTP function as its attributes declare it. */
export interface HttpFunction {
  readonly name: string;
  readonly level: string;
  /** In lower case. */
  readonly methods: readonly string[];
  /** As in a document: with a slash in front. */
  readonly path: string;
  /** One of them is what a producer with a key of its own needs; empty where producers are not asked for one. */
  readonly rights: readonly string[];
}

const read = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".cs"))
    .map((file) => readFileSync(join(folder, file), "utf8"));

/** Every HTTP function of a folder. Throws where one is written in a way that is not understood here. */
export function functionsIn(folder: string): HttpFunction[] {
  return read(folder).flatMap((source) => {
    const constants = new Map(
      [...source.matchAll(/const string (\w+) = (\$?"[^"]*");/g)].map(([, name, value]) => [name!, value!]),
    );
    const text = (expression: string): string => {
      const literal = /^\$?"([^"]*)"$/.exec(expression)?.[1];
      if (literal === undefined) {
        const value = constants.get(expression);
        if (value === undefined) throw new Error(`Nobody knows what ${expression} is.`);
        return text(value);
      }
      return expression.startsWith("$") ? literal.replace(/\{(\w+)\}/g, (_, name: string) => text(name)) : literal;
    };
    const rightsIn = (expression = ""): string[] => {
      const list = new RegExp(`ProducerRight\\[\\] ${expression} = \\[([^\\]]*)\\]`).exec(source)?.[1] ?? expression;
      return [...list.matchAll(/ProducerRight\.(\w+)/g)].map(([, right]) => right!.toLowerCase());
    };
    const found = [...source.matchAll(/\[Function\((?:nameof\((\w+)\)|"(\w+)")\)\]([^]*?)\bHttpTrigger\(([^)]*)\)/g)];
    const triggers = source.match(/\[HttpTrigger\(/g)?.length ?? 0;
    if (found.length !== triggers) throw new Error(`${found.length} of ${triggers} triggers are understood.`);
    return found.map(({ index, 1: name, 2: quoted, 3: between, 4: trigger }, at) => {
      if (between!.includes("[Function(")) throw new Error(`${name ?? quoted} has no HTTP trigger.`);
      const level = /AuthorizationLevel\.(\w+)/.exec(trigger!)?.[1];
      const route = /\bRoute = (.+)$/.exec(trigger!)?.[1];
      if (level === undefined || route === undefined) throw new Error(`${name ?? quoted} says no level or no route.`);
      const methods = [...trigger!.replace(/\bRoute = .+$/, "").matchAll(/"(\w+)"/g)].map(([, method]) => method!.toLowerCase());
      const body = source.slice(index, found[at + 1]?.index);
      const rights = rightsIn(/\bAsProducerAsync\(request, ([\w.]+)/.exec(body)?.[1]);
      return { name: (name ?? quoted)!, level, methods, path: `/${text(route.trim())}`, rights };
    });
  });
}

/** What is between the bracket at `start` and the one that closes it. */
function bracketed(source: string, start: number): string {
  const [open, close] = source[start] === "(" ? ["(", ")"] : ["{", "}"];
  let depth = 0;
  for (let i = start; i < source.length; i++) {
    if (source[i] === open) depth++;
    else if (source[i] === close && --depth === 0) return source.slice(start + 1, i);
  }
  throw new Error("A bracket is not closed.");
}

/** Cuts a list at its commas, but for those within brackets. */
function items(list: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < list.length; i++) {
    if ("([<{".includes(list[i]!)) depth++;
    else if (")]>}".includes(list[i]!)) depth--;
    else if (list[i] === "," && depth === 0) {
      found.push(list.slice(start, i));
      start = i + 1;
    }
  }
  return [...found, list.slice(start)].map((item) => item.trim()).filter((item) => item !== "");
}

const wireName = (attributes: string, name: string): string | null => {
  if (/\bJsonIgnore\s*(?:[,\]]|\(\s*\))/.test(attributes)) return null;
  return /JsonPropertyName\("([^"]+)"\)/.exec(attributes)?.[1] ?? name[0]!.toLowerCase() + name.slice(1);
};

/** The records of a folder: what members each has on the wire, those of its bases included. */
export function recordsIn(folder: string): (name: string) => string[] {
  const sources = read(folder).map((source) => source.replace(/\/\/.*$/gm, ""));
  const membersOf = (name: string): string[] => {
    const pattern = new RegExp(`\\brecord (?:struct )?${name}\\b`);
    const source = sources.find((text) => pattern.test(text));
    if (source === undefined) throw new Error(`There is no record ${name}.`);
    let at = pattern.exec(source)!.index + pattern.exec(source)![0].length;
    const members: (string | null)[] = [];
    if (source[at] === "(") {
      const parameters = bracketed(source, at);
      at += parameters.length + 2;
      for (const parameter of items(parameters)) {
        const declared = parameter.replace(/\s*=[^=]*$/, "");
        members.push(wireName(parameter, /(\w+)$/.exec(declared)![1]!));
      }
    }
    const heading = /^[^{;]*/.exec(source.slice(at))![0];
    const base = /:\s*(\w+)/.exec(heading)?.[1];
    if (source[at + heading.length] === "{") {
      const body = bracketed(source, at + heading.length);
      const property = /((?:\[[^\n]*\]\s*)*)public (?!static|const)(?:required )?[\w<>?, ]+? (\w+)\s*(?:\{ get;|=>)/g;
      for (const [, attributes, member] of body.matchAll(property)) members.push(wireName(attributes!, member!));
    }
    const own = members.filter((member) => member !== null);
    return base === undefined || !sources.some((text) => new RegExp(`\\brecord ${base}\\b`).test(text)) ? own : [...membersOf(base), ...own];
  };
  return membersOf;
}
