namespace Microsoft.Azure.Functions.Worker;

/// <summary>Root of the answers that a function can give to an event.</summary>
public abstract class WebPubSubEventResponse;
