using Fixia.Tests.Support;

namespace Fixia.Functions.Tests;

/// <summary>The app that most tests share; each of them has users of its own.</summary>
public sealed class SharedApp : IAsyncLifetime
{
    private readonly CosmosDatabase database = new();

    public SharedApp() => App = new FunctionsApp(database);

    public FunctionsApp App { get; }

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        await App.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await database.DisposeAsync();
    }
}
