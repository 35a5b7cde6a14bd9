import { useState } from "react";
import { Clock } from "./Clock.js";
import { CreateForm } from "./CreateForm.js";
import { Device } from "./Device.js";
import { texts } from "./texts.js";
import { WireLog } from "./wire.js";
import { WirePanel } from "./WirePanel.js";

/** Two phones and a desktop, to play by hand what happens to devices out there. */
export function DevicesPage() {
  const [log] = useState(() => new WireLog());
  return (
    <main className="devices-page">
      <div className="stage">
        <Device kind="phone" id="phone-1" firstUser="ana" log={log} />
        <Device kind="desktop" id="desktop" firstUser="ana" log={log} />
        <Device kind="phone" id="phone-2" firstUser="bruno" log={log} />
      </div>
      <div className="desk">
        <div className="producer-desk">
          <CreateForm recipient="ana" />
          <Clock />
        </div>
        <section className="card">
          <h2>{texts.try}</h2>
          <dl className="scenarios">
            {texts.scenarios.map(([name, steps]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{steps}</dd>
              </div>
            ))}
          </dl>
        </section>
        <WirePanel log={log} />
      </div>
    </main>
  );
}
