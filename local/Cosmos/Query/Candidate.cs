using Fixia.Local.Cosmos.Sql;

namespace Fixia.Local.Cosmos.Query;

/// <summary>A document that a query looks at.</summary>
/// <param name="Number">Its place in the order of creation.</param>
/// <param name="Keys">The sort keys of the ORDER BY terms.</param>
internal sealed record Candidate(long Number, IReadOnlyList<byte[]> Keys, Value Document, int Bytes);
