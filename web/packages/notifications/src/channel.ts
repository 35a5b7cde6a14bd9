/** What the tabs of a browser hear of each other under one name. */
export interface Channel<Message> {
  /** False when it can't be sent: nobody hears this tab any more. */
  post(message: Message): boolean;
  close(): void;
}

/** Opens a channel; `null` where the browser has none, or refuses it as to a page without an origin of its own. */
export function openChannel<Message>(name: string, hear: (message: Message) => void): Channel<Message> | null {
  try {
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }) => hear(data as Message);
    return {
      post(message) {
        try {
          channel.postMessage(message);
          return true;
        } catch {
          return false;
        }
      },
      close: () => channel.close(),
    };
  } catch {
    return null;
  }
}
