namespace Microsoft.Azure.Functions.Worker;

/// <summary>Names one binding of a function.</summary>
public abstract class BindingMetadata
{
    public abstract string Name { get; }

    public abstract string Type { get; }
}
