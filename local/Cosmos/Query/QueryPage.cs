using Fixia.Local.Cosmos.Charges;
using Fixia.Local.Cosmos.Sql;

namespace Fixia.Local.Cosmos.Query;

/// <param name="Results">What the page returns, one value a document or one for an aggregate.</param>
/// <param name="Continuation">Where the next page starts; null: there is none.</param>
/// <param name="Work">What the page costs.</param>
internal sealed record QueryPage(IReadOnlyList<Value> Results, string? Continuation, QueryWork Work);
