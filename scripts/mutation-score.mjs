// Lists each surviving mutant of a report, the score of each file, and at last that of all: mutation-score.mjs PART REPORT
import { readFileSync } from "node:fs";

const [part, report] = process.argv.slice(2);
const { files } = JSON.parse(readFileSync(report, "utf8"));

const say = ({ killed, survived, timeout }) => {
  const found = killed + timeout;
  return `${((100 * found) / (found + survived)).toFixed(1)} %: ${killed} killed, ${survived} survived, ${timeout} timeout`;
};

const total = { killed: 0, survived: 0, timeout: 0 };
const lines = [];
for (const [path, { mutants }] of Object.entries(files)) {
  const file = path.replace(/^.*\/(?=src\/)/, "");
  const sum = { killed: 0, survived: 0, timeout: 0 };
  for (const { status, location, replacement } of mutants) {
    if (status === "Killed") sum.killed++;
    if (status === "Timeout") sum.timeout++;
    // What no test runs through survives as well. What does not compile, or was not chosen, is no mutant.
    if (status !== "Survived" && status !== "NoCoverage") continue;
    sum.survived++;
    console.log(`${file}:${location.start.line}:${location.start.column} ${replacement.replace(/\s+/g, " ").slice(0, 120)}`);
  }
  for (const key in total) total[key] += sum[key];
  if (Object.values(sum).some(Boolean)) lines.push(`${file} ${say(sum)}`);
}
for (const line of lines) console.log(line);
console.log(`${part} ${say(total)}`);
