import { useEffect, useState, type FormEvent } from "react";
import { readClock, setClockForward } from "./backend.js";
import { language, texts } from "./texts.js";

/** The clock of the stack, which goes forward only. Shows nothing where the stack has none of its own. */
export function Clock() {
  const [aheadMs, setAheadMs] = useState<number>();
  const [now, setNow] = useState(Date.now);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    readClock().then((at) => setAheadMs(at - Date.now()), () => {});
    const ticking = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(ticking);
  }, []);

  if (aheadMs === undefined) return null;
  const shown = new Date(now + aheadMs);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const time = String(new FormData(event.currentTarget).get("time"));
    setFailed(false);
    setClockForward(next(time, shown)).then(
      (at) => {
        setAheadMs(at - Date.now());
        setNow(Date.now());
      },
      () => setFailed(true),
    );
  };

  return (
    <form className="card clock" onSubmit={submit}>
      <h2>{texts.clock}</h2>
      <p className="hint">{texts.clockHint}</p>
      <div className="submit">
        <time data-testid="clock" dateTime={shown.toISOString()}>
          {shown.toLocaleString(language, { weekday: "long", hour: "2-digit", minute: "2-digit" })}
        </time>
        <input type="time" name="time" aria-label={texts.clockTime} data-testid="clock-time" required defaultValue="21:00" />
        <button className="quiet" data-testid="clock-forward">
          {texts.forward}
        </button>
        <span role="status" className="failed">
          {failed && texts.failed}
        </span>
      </div>
    </form>
  );
}

/** When the clock on the wall shows that time next. */
function next(time: string, from: Date): Date {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const at = new Date(from);
  at.setHours(hours, minutes, 0, 0);
  if (at <= from) at.setDate(at.getDate() + 1);
  return at;
}
