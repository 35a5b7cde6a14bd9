import { expect, test } from "vitest";
import { userKey } from "../src/identity.js";

const jwt = (payload: object): string => `h.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.s`;

test("names the subject of a token, whatever characters it has", async () => {
  expect(await userKey(() => jwt({ sub: "ana" }))).toBe("ana");
  expect(await userKey(() => jwt({ sub: "María ÿ?>~" }))).toBe("María ÿ?>~");
});

test("puts all tabs of a cookie together", async () => {
  expect(await userKey(undefined)).toBe("cookie");
});

test.each([null, "opaque", "a.b.c", jwt({}), jwt({ sub: "" }), jwt({ sub: 7 })])("knows nobody by %s", async (token) => {
  expect(await userKey(() => token)).toBeNull();
});
