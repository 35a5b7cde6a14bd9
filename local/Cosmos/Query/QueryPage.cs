using Fixia.Local.Cosmos.Sql;

namespace Fixia.Local.Cosmos.Query;

/// <param name="Results">What the page returns, one value a document or one for an aggregate.</param>
/// <param name="Continuation">Where the next page starts; null: there is none.</param>
/// <param name="Loaded">How many documents were read to compute the page.</param>
/// <param name="LoadedBytes">How many bytes those documents have.</param>
internal sealed record QueryPage(IReadOnlyList<Value> Results, string? Continuation, int Loaded, long LoadedBytes);
