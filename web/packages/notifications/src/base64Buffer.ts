/** What the Web PubSub client needs of Node's `Buffer` to read a binary message; it sends none. */
export const Buffer = {
  from: (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
};
