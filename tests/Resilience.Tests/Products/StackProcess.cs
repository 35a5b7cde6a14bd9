using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Fixia.Local.Stack;
using Fixia.Tests.Support;

namespace Fixia.Resilience.Tests.Products;

/// <summary>The local stack in a process of its own, so that it can be killed.</summary>
public sealed class StackProcess(params string[] options) : RunningProduct
{
    private readonly StackProgram program = new(options);
    private readonly ConcurrentDictionary<string, string> tokens = new();
    private readonly HttpClient http = new();
    private ReadyLine? ready;

    /// <summary>The connection string of its store.</summary>
    public string Cosmos => ready!.Cosmos;

    protected override string Functions => ready!.Functions;

    protected override string ProducerKey => ready!.ProducerKey;

    /// <inheritdoc cref="StackProgram.StartAsync"/>
    public async Task StartAsync(CancellationToken cancellationToken) =>
        ready = JsonSerializer.Deserialize<ReadyLine>(await program.StartAsync(cancellationToken), JsonSerializerOptions.Web)!;

    /// <inheritdoc cref="StackProgram.KillAsync"/>
    public Task KillAsync(CancellationToken cancellationToken) => program.KillAsync(cancellationToken);

    /// <summary>SIGKILL to the functions alone; the host starts them again.</summary>
    public void KillWorker() => Processes.Kill("Fixia.Functions.dll", program.ProcessId);

    public override async ValueTask DisposeAsync()
    {
        await program.DisposeAsync();
        http.Dispose();
        await base.DisposeAsync();
    }

    protected override async Task<string> GetTokenAsync(string user, CancellationToken cancellationToken)
    {
        if (!tokens.TryGetValue(user, out var token))
        {
            var answer = await http.GetFromJsonAsync<JsonElement>($"{ready!.Page}dev/token?user={user}", cancellationToken);
            tokens[user] = token = answer.GetProperty("token").GetString()!;
        }

        return token;
    }
}
