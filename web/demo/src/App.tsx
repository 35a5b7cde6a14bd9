import { DevicesPage } from "./DevicesPage.js";
import { texts } from "./texts.js";
import { UserPage } from "./UserPage.js";
import { users } from "./users.js";

/** `?user=ana` shows one user's page, anything else the three devices. */
export function App() {
  const user = new URLSearchParams(location.search).get("user");
  return (
    <>
      <header className="top">
        <h1>
          <a className="brand" href="/">
            Fixia
          </a>
        </h1>
        <nav>
          {user && <a href="/">{texts.playground}</a>}
          <UserSelect
            label={user ? texts.user : texts.choose}
            value={user ?? ""}
            onChange={(name) => location.assign(name ? `/?user=${encodeURIComponent(name)}` : "/")}
          />
        </nav>
      </header>
      {user ? <UserPage user={user} /> : <DevicesPage />}
    </>
  );
}

function UserSelect({ label, value, onChange }: { label: string; value: string; onChange: (user: string) => void }) {
  const known = value && !users.includes(value) ? [value, ...users] : users;
  return (
    <label>
      {label}
      <select data-testid="user-select" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">-</option>
        {known.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
