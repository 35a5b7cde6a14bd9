import { useState } from "react";
import { Pair } from "./DeadLetterView.js";
import { Failure } from "./Failure.js";
import { FaultForm } from "./FaultForm.js";
import { FaultTable } from "./FaultTable.js";
import { Reload } from "./Reload.js";
import type { LocalServices, ServicesState } from "./services.js";
import { useServices, useWords } from "./session.js";
import { useAction, useLoad } from "./useLoad.js";

/** What the services of the local stack do wrong on command. */
export function ServicesPage() {
  const { texts } = useWords();
  const services = useServices();
  return services ? <Services of={services} /> : <p>{texts.services.absent}</p>;
}

function Services({ of: services }: { of: LocalServices }) {
  const { texts } = useWords();
  const loaded = useLoad("services", async (signal) => {
    const state = await services.read(signal);
    return { state, faults: state.connections === null ? [] : await services.faults(signal) };
  });
  const { data, error, reload } = loaded;
  const words = texts.services;
  return (
    <>
      <p className="hint">{words.hint}</p>
      <div className="row tools">
        <Reload of={loaded} />
      </div>
      <Failure error={error} />
      {data && (
        <div className="stack">
          {data.state.connections !== null && (
            <>
              <Connections services={services} count={data.state.connections} onDone={reload} />
              <FaultTable services={services} faults={data.faults} onDone={reload} />
              <FaultForm services={services} onDone={reload} />
            </>
          )}
          {data.state.store && <Store services={services} store={data.state.store} onDone={reload} />}
        </div>
      )}
    </>
  );
}

interface PartProps {
  services: LocalServices;
  onDone: () => void;
}

function Connections({ services, count, onDone }: PartProps & { count: number }) {
  const { texts, format } = useWords();
  const words = texts.services;
  const [cut, setCut] = useState<number>();
  const action = useAction(async (signal) => {
    setCut(await services.cut(signal));
    onDone();
  });
  return (
    <section className="card stack" aria-label={words.connections}>
      <dl className="figures">
        <Pair name={words.connections} value={format.count(count)} />
      </dl>
      <div className="row">
        <button className="quiet" type="button" aria-disabled={action.running} onClick={action.run}>
          {words.cut}
        </button>
        <span role="status">{cut !== undefined && words.wasCut(format.count(cut))}</span>
      </div>
      <Failure error={action.error} />
    </section>
  );
}

function Store({ services, store, onDone }: PartProps & { store: NonNullable<ServicesState["store"]> }) {
  const { texts, format } = useWords();
  const words = texts.services;
  const [share, setShare] = useState("0.2");
  const throttle = useAction(async (signal) => {
    await services.throttle(Number(share), signal);
    onDone();
  });
  const stop = useAction(async (signal) => {
    await services.throttleNoMore(signal);
    onDone();
  });
  return (
    <section className="card stack" aria-labelledby="store">
      <h2 id="store">{words.store}</h2>
      <dl className="figures">
        <Pair name={words.throttling} value={format.percent(store.probability, 1)} />
        <Pair name={words.next} value={format.count(store.count)} />
        <Pair name={words.refused} value={format.count(store.throttled)} />
      </dl>
      <form
        className="row tools"
        onSubmit={(event) => {
          event.preventDefault();
          throttle.run();
        }}
      >
        <label>
          {words.share}
          <input type="number" min="0" max="1" step="any" required value={share} onChange={(event) => setShare(event.target.value)} />
        </label>
        <button className="primary" type="submit" aria-disabled={throttle.running}>
          {words.throttle}
        </button>
        <button className="quiet" type="button" aria-disabled={stop.running} onClick={stop.run}>
          {words.stop}
        </button>
      </form>
      <Failure error={throttle.error} />
      <Failure error={stop.error} />
    </section>
  );
}
