import { Inbox, NotificationBell, Preferences, Toasts } from "@fixia/inbox";
import type { DeviceDescription } from "@fixia/notifications";
import { NotificationProvider, useConnectionState } from "@fixia/notifications-react";
import { useState, type ReactNode } from "react";
import { clientOptions } from "./clientOptions.js";
import { SimulatedNetwork, type NetworkMode } from "./network.js";
import { texts } from "./texts.js";
import { users } from "./users.js";
import { Wire, type WireLog } from "./wire.js";

interface DeviceProps {
  kind: "phone" | "desktop";
  id: keyof typeof texts.devices;
  firstUser: string;
  log: WireLog;
}

/** A device with a user and a network of its own. */
export function Device({ kind, id, firstUser, log }: DeviceProps) {
  const [user, setUser] = useState(firstUser);
  const [network] = useState(() => new SimulatedNetwork(new Wire(log, texts.devices[id])));
  const [deciding, setDeciding] = useState(false);
  const name = texts.devices[id];
  const preferences = <Preferences label={`${name}: ${texts.preferences}`} />;
  return (
    <div className={`device ${kind}`} data-testid={`device-${id}`}>
      <div className="controls">
        <strong>{name}</strong>
        <select aria-label={`${name}: ${texts.user}`} value={user} onChange={(event) => setUser(event.target.value)}>
          {users.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
        <button
          type="button"
          className="quiet"
          data-testid="open-preferences"
          aria-label={`${name}: ${texts.preferences}`}
          aria-expanded={deciding}
          onClick={() => setDeciding(!deciding)}
        >
          {texts.preferences}
        </button>
        <NetworkSwitch name={name} id={id} network={network} />
      </div>
      <Running key={user} user={user} network={network} device={{ id, name, kind }}>
        <div className="screen">
          {kind === "desktop" ? (
            <Desktop preferences={deciding && preferences} />
          ) : (
            (deciding && preferences) || <Inbox label={name} />
          )}
          <Toasts />
        </div>
      </Running>
    </div>
  );
}

interface RunningProps {
  user: string;
  network: SimulatedNetwork;
  device: DeviceDescription;
  children: ReactNode;
}

function Running({ user, network, device, children }: RunningProps) {
  const [options] = useState(() => ({
    ...clientOptions(user),
    device,
    // Each device is a browser of its own, although all of them are on this page.
    shareTabs: false,
    ...network.clientOptions(),
  }));
  return <NotificationProvider options={options}>{children}</NotificationProvider>;
}

function Desktop({ preferences }: { preferences: ReactNode }) {
  const state = useConnectionState();
  return (
    <>
      <header className="window-bar">
        <span className="brand">Fixia</span>
        <span className="hint" data-testid="desktop-state" data-state={state}>
          {texts.states[state]}
        </span>
        <NotificationBell />
      </header>
      {preferences || (
        <div className="window-body">
          <p>{texts.desktopText}</p>
          <span className="line" />
          <span className="line" />
          <span className="line short" />
        </div>
      )}
    </>
  );
}

const modes: NetworkMode[] = ["online", "blocked", "offline"];

function NetworkSwitch({ name, id, network }: { name: string; id: string; network: SimulatedNetwork }) {
  const [mode, setMode] = useState(network.mode);
  return (
    <fieldset className="switch">
      <legend>{`${name}: ${texts.network}`}</legend>
      {modes.map((option) => (
        <label key={option}>
          <input
            type="radio"
            name={`network-${id}`}
            data-testid={`network-${option}`}
            checked={mode === option}
            onChange={() => {
              network.mode = option;
              setMode(option);
            }}
          />
          <span>{texts.networks[option]}</span>
        </label>
      ))}
    </fieldset>
  );
}
