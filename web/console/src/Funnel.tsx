import { useWords } from "./session.js";
import { stagesOf, type Sum } from "./summary.js";

/** From created to acted on: a table whose rows have bars, which say nothing that their numbers don't. */
export function Funnel({ sum }: { sum: Sum }) {
  const { texts, format } = useWords();
  const words = texts.delivery;
  const stages = [...stagesOf(sum), "acted"] as const;
  return (
    <section className="card">
      <table className="funnel">
        <caption>{words.funnel}</caption>
        <thead>
          <tr>
            <th scope="col">{words.stage}</th>
            <th scope="col" className="number">
              {words.number}
            </th>
            <th scope="col" className="number">
              {words.ofCreated}
            </th>
            <th scope="col" className="number">
              {words.ofBefore}
            </th>
          </tr>
        </thead>
        <tbody>
          {stages.map((stage, at) => (
            <tr key={stage} className={`stage ${stage}`} style={{ "--part": sum.created > 0 ? sum[stage] / sum.created : 0 } as object}>
              <th scope="row">{words.stages[stage]}</th>
              <td className="number">{format.count(sum[stage])}</td>
              <td className="number">{format.percent(sum[stage], sum.created)}</td>
              <td className="number">{at === 0 ? "-" : format.percent(sum[stage], sum[stages[at - 1]!])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
