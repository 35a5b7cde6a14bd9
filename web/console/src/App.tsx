import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ComponentType } from "react";
import type { Api } from "./api.js";
import { BatchesPage } from "./BatchesPage.js";
import { DeadLettersPage } from "./DeadLettersPage.js";
import { href, pages, useRoute, type PageName } from "./route.js";
import { ScheduledPage } from "./ScheduledPage.js";
import { LocalServices } from "./services.js";
import { ServicesPage } from "./ServicesPage.js";
import { ApiContext, browserLanguage, languages, ServicesContext, wordsOf, WordsContext, type Language } from "./session.js";
import { SignIn } from "./SignIn.js";
import { UsersPage } from "./UsersPage.js";

const LivePage = lazy(() => import("./LivePage.js"));
const DeliveryPage = lazy(() => import("./DeliveryPage.js"));

const contents: Record<PageName, ComponentType<{ id: string | undefined }>> = {
  live: LivePage,
  delivery: DeliveryPage,
  users: UsersPage,
  scheduled: ScheduledPage,
  "dead-letters": DeadLettersPage,
  batches: BatchesPage,
  services: ServicesPage,
};

export function App() {
  const [language, setLanguage] = useState<Language>(browserLanguage);
  const [api, setApi] = useState<Api | null>(null);
  const services = useLocalServices(api);
  const words = useMemo(() => wordsOf(language), [language]);
  const { texts } = words;
  const { page, id } = useRoute();
  const heading = useRef<HTMLHeadingElement>(null);
  const name = api ? texts.pages[page] : texts.signIn;
  const Content = contents[page];

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${name} - Fixia`;
  }, [language, name]);
  // Who follows a link by keyboard or hears the page goes on at its heading.
  useEffect(() => heading.current?.focus(), [page, id, api]);

  return (
    <WordsContext value={words}>
      <header className="top">
        <span className="brand">Fixia {texts.console}</span>
        {api && (
          <nav aria-label={texts.console}>
            {pages.filter((other) => other !== "services" || services).map((other) => (
              <a key={other} href={href(other)} aria-current={other === page ? "page" : undefined}>
                {texts.pages[other]}
              </a>
            ))}
          </nav>
        )}
        <div className="row">
          <label className="row">
            {texts.language}
            <select value={language} onChange={(event) => setLanguage(event.target.value as Language)}>
              {Object.entries(languages).map(([tag, label]) => (
                <option key={tag} value={tag} lang={tag}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          {api && (
            <button className="quiet" type="button" onClick={() => setApi(null)}>
              {texts.signOut}
            </button>
          )}
        </div>
      </header>
      {api ? (
        <ApiContext value={api}>
          <ServicesContext value={services}>
            <main className="wide">
              <h1 ref={heading} tabIndex={-1}>
                {name}
              </h1>
              <Suspense fallback={<p role="status">{texts.loading}</p>}>
                <Content id={id} />
              </Suspense>
            </main>
          </ServicesContext>
        </ApiContext>
      ) : (
        <SignIn onSignedIn={setApi} />
      )}
    </WordsContext>
  );
}

function useLocalServices(api: Api | null): LocalServices | null {
  const [services, setServices] = useState<LocalServices | null>(null);
  useEffect(() => {
    if (!api) return;
    const abort = new AbortController();
    void LocalServices.find(api, abort.signal).then((found) => !abort.signal.aborted && setServices(found));
    return () => {
      abort.abort();
      setServices(null);
    };
  }, [api]);
  return services;
}
