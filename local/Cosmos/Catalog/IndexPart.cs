namespace Fixia.Local.Cosmos.Catalog;

/// <summary>One path of a composite index, or one term of an order.</summary>
internal sealed record IndexPart(DocumentPath Path, bool Descending);
