// A stylesheet is imported for its effect: there is nothing in it for TypeScript.
export {};
