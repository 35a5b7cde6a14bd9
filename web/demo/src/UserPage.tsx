import { Inbox, Preferences, Toasts } from "@fixia/inbox";
import { NotificationProvider } from "@fixia/notifications-react";
import { useState } from "react";
import { clientOptions } from "./clientOptions.js";
import { CreateForm } from "./CreateForm.js";
import { texts } from "./texts.js";

/** What a real app has: one provider, an inbox and toasts. */
export function UserPage({ user }: { user: string }) {
  const [options] = useState(() => clientOptions(user));
  const [deciding, setDeciding] = useState(false);
  return (
    <NotificationProvider options={options}>
      <main className="user-page">
        <Inbox />
        <CreateForm recipient={user} />
        <details className="card preferences" onToggle={(event) => setDeciding(event.currentTarget.open)}>
          <summary data-testid="open-preferences">{texts.preferences}</summary>
          {deciding && <Preferences className="plain" />}
        </details>
      </main>
      <Toasts className="toasts-left" />
    </NotificationProvider>
  );
}
