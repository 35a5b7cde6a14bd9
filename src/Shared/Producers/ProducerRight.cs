namespace Fixia.Shared.Producers;

/// <summary>What a producer may do.</summary>
public enum ProducerRight
{
    /// <summary>Send to users, at once, later or in batches, change, cancel and follow what it sent, and ask who is connected.</summary>
    Notify,

    /// <summary>Send to everybody.</summary>
    Announce,

    /// <summary>End a user's sessions.</summary>
    Disconnect,

    /// <summary>Read analytics, timelines and dead letters, redrive or forget those, and follow and stop everybody's batches.</summary>
    Operate,
}
