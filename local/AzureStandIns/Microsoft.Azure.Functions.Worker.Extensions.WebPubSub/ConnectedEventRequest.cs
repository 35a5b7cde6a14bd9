namespace Microsoft.Azure.Functions.Worker;

/// <summary>A client has connected.</summary>
public sealed class ConnectedEventRequest : WebPubSubEventRequest;
