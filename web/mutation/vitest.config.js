import config from "../vitest.config.js";

// The runner takes no list of projects: those of the core package are enough for its files. The tests of the whole client
// wait for real timers, so that a mutant which they cover costs a minute: they run only where MUTATION_TESTS names them.
const [core] = config.test.projects;
const tests = process.env.MUTATION_TESTS ?? "!(client|tabs|interruption)";

export default { ...core, test: { ...core.test, include: [`packages/notifications/test/${tests}.test.ts`] } };
