namespace Fixia.Local.WebPubSub.Rest.Filters;

/// <summary>A filter does not follow the grammar, or its types do not fit.</summary>
internal sealed class FilterException(string message) : Exception(message);
