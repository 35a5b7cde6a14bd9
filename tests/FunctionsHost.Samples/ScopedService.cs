namespace FunctionsHost.Samples;

/// <summary>Tells by its id whether two objects share a scope, and by the recorder whether the scope was closed.</summary>
public sealed class ScopedService(Recorder recorder) : IDisposable
{
    public Guid Id { get; } = Guid.NewGuid();

    public void Dispose() => recorder.Add("scope closed", Id);
}
