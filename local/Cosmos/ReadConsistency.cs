namespace Fixia.Local.Cosmos;

/// <summary>
/// The default consistency that the account announces, which decides what reads cost
/// (https://learn.microsoft.com/azure/cosmos-db/consistency-levels). Here every read sees every answered write, at either,
/// but for <see cref="CosmosFaults.FallBehind"/>.
/// </summary>
public enum ReadConsistency
{
    /// <summary>A client sees its own writes, and those of others later: the service's default.</summary>
    Session,

    /// <summary>Every client sees every answered write. Reads ask two replicas, and cost twice as much.</summary>
    Strong,
}
