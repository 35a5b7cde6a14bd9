const ignore = (): void => undefined;

/** What the Web PubSub client needs of the Azure SDK's logger, which speaks up by environment variables: a page has none. */
export const createClientLogger = () => ({ error: ignore, warning: ignore, info: ignore, verbose: ignore });
