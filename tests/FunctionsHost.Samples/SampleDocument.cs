namespace FunctionsHost.Samples;

/// <summary>A document as a sample function wants it; its JSON writes the members in lower case.</summary>
public sealed record SampleDocument(string Id, string Name);
