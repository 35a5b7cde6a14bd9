namespace Fixia.Costs;

/// <summary>What one operation cost.</summary>
/// <param name="Operation">One of <see cref="Operations"/>.</param>
/// <param name="Charge">Request units.</param>
/// <param name="Requests">Requests to Cosmos DB, those for query plans among them.</param>
public sealed record Measured(string Operation, double Charge, int Requests);
