import { Ajv2020, type AnySchemaObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

export interface Media {
  readonly examples?: Record<string, { readonly value: unknown }>;
}

export interface Operation {
  readonly operationId: string;
  readonly security?: Record<string, string[]>[];
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Record<string, { readonly content?: Record<string, Media> }>;
}

interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, { readonly properties?: Record<string, unknown> }> };
}

export const file = fileURLToPath(new URL("../../../docs/openapi.yaml", import.meta.url));
export const document = parse(readFileSync(file, "utf8")) as OpenApi;

/** Schemas take unknown members, as the API does; where this project writes what they describe, one is a slip. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, closed(member)]));
  const isSchema = "properties" in copy && [copy["type"]].flat().includes("object");
  return isSchema && !("additionalProperties" in copy) ? { ...copy, additionalProperties: false } : copy;
}

const root = "https://fixia.example/openapi.yaml";
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ ...(closed(document) as AnySchemaObject), $id: root });

/** One step of a JSON pointer within a URL. */
export const step = (name: string): string => encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));

/** What is wrong with a value, by the schema at a JSON pointer of the document. */
export function faultsOf(pointer: string, value: unknown): string[] {
  // Ajv compiles a schema of the same reference once.
  const validate = ajv.getSchema(`${root}#${pointer}`)!;
  return validate(value) === true ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}
