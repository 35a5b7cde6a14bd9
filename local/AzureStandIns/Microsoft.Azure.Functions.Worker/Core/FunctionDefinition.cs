namespace Microsoft.Azure.Functions.Worker;

/// <summary>Names a function and where its code is.</summary>
public abstract class FunctionDefinition
{
    public abstract string PathToAssembly { get; }

    public abstract string EntryPoint { get; }

    public abstract string Id { get; }

    public abstract string Name { get; }
}
