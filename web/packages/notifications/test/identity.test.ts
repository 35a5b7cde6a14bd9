import { expect, test } from "vitest";
import { userKey } from "../src/identity.js";

const jwt = (payload: object): string => `h.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.s`;

test("names the subject of a token, and different ones differently, whatever characters they have", async () => {
  expect(await userKey(() => jwt({ sub: "ana" }))).toBe("ana");
  const names = await Promise.all(["María ÿ?>~", "Mario ÿ?>~", "María ÿ?>~"].map((sub) => userKey(() => jwt({ sub }))));
  expect(names[0]).toBe(names[2]);
  expect(names[0]).not.toBe(names[1]);
});

test("puts all tabs of a cookie together", async () => {
  expect(await userKey(undefined)).toBe("cookie");
});

test.each([null, "opaque", "a.b.c", jwt({}), jwt({ sub: "" }), jwt({ sub: 7 })])(
  "knows nobody by %s",
  async (token) => {
    expect(await userKey(() => token)).toBeNull();
  },
);
