import { useState } from "react";
import { CreateForm } from "./CreateForm.js";
import { Inbox } from "./Inbox.js";
import { texts } from "./texts.js";

export const users = ["ana", "bruno", "carla", "diego"];

function selectedUser(): string {
  return new URLSearchParams(location.search).get("user") ?? "";
}

export function App() {
  const [user, setUser] = useState(selectedUser);

  const select = (next: string): void => {
    history.replaceState(null, "", next ? `?user=${encodeURIComponent(next)}` : location.pathname);
    setUser(next);
  };

  return (
    <>
      <header className="top">
        <span className="brand">Fixia</span>
        <label className="who">
          <span>{user ? texts.user : texts.choose}</span>
          <select data-testid="user-select" value={user} onChange={(event) => select(event.target.value)}>
            <option value="">-</option>
            {(user && !users.includes(user) ? [user, ...users] : users).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </header>
      <main>
        {user ? (
          <Inbox key={user} user={user} />
        ) : (
          <section className="card welcome">
            <h1>{texts.title}</h1>
            <p>{texts.intro}</p>
            <div className="people">
              {users.map((name) => (
                <button key={name} onClick={() => select(name)}>
                  <span className="avatar" aria-hidden="true">
                    {name[0]!.toUpperCase()}
                  </span>
                  {name}
                </button>
              ))}
            </div>
          </section>
        )}
        <CreateForm recipient={user || users[0]!} />
      </main>
    </>
  );
}
