using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fixia.Shared.Batches;
using Fixia.Shared.Data;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;

namespace Fixia.EndToEnd.Tests;

/// <summary>The largest body that there is, 64 MiB of lines for <c>POST batches</c>, through the host and the real worker.</summary>
/// <remarks>
/// No test holds the memory, which depends on when somebody collects it. Measured once, with a nursery of 4 MB (DOTNET_GCgen0size=400000):
/// the worker has 130 MB before the first body and 154 MB behind it, the host, whose process makes the body as well, 156 and 172 MB.
/// </remarks>
public sealed class LargestBodyTests(LocalStack stack) : IDisposable
{
    private const int Limit = 64 * 1024 * 1024;
    private const int LineBytes = 16 * 1024;

    /// <summary>One line in so many sends something, and the others are blank.</summary>
    private const int Every = 256;

    /// <summary>More than a chunk has, so that the first line alone fills one.</summary>
    private const int UsersOfFirstLine = Chunk.MaxUsers + 100;
    private const int Users = UsersOfFirstLine + (Limit / LineBytes / Every) - 1;

    private readonly string run = Guid.NewGuid().ToString("N")[..8];
    private readonly HttpClient http = new() { DefaultRequestHeaders = { { "x-functions-key", stack.Ready.ProducerKey } } };
    private readonly CosmosClient cosmos = new(stack.Ready.Cosmos, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        http.Dispose();
        cosmos.Dispose();
    }

    [Fact]
    public async Task It_is_taken_while_it_comes_in_and_everybody_has_it_once()
    {
        var (status, _, answer) = await PostAsync(Limit, () => Patience.UntilAsync(
            async () => (await PartsAsync()).Count > 0, "what the first line says is stored, while the rest was not even sent"));
        Assert.Equal((HttpStatusCode.Accepted, Users), (status, answer.GetProperty("accepted").GetInt32()));
        var batch = new Uri($"{stack.Ready.Functions}/batches/{answer.GetProperty("id").GetString()}");
        await Patience.UntilAsync(async () => (await http.GetStringAsync(batch, Token)).Contains("\"done\"", StringComparison.Ordinal), "all are sent");
        var sent = await ReadAsync(FixiaDatabase.Notifications, "SELECT VALUE c.user_id FROM c WHERE c.title = @text", run);
        Assert.Equal(Enumerable.Range(0, Users).Select(User), sent.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_byte_more_is_refused_and_nothing_of_it_is_sent()
    {
        var (status, type, problem) = await PostAsync(Limit + 1, () => Task.CompletedTask);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "application/problem+json"), (status, type));
        Assert.Contains($"{Limit}", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        // What came in before the end was stored, and no batch has it.
        var parts = Assert.Single((await PartsAsync()).Distinct());
        Assert.Empty(await ReadAsync(FixiaDatabase.Batches, "SELECT VALUE c.id FROM c WHERE c.parts_id = @text", parts));
    }

    private string User(int i) => $"{run}-{i:D4}";

    private Task<List<string>> PartsAsync() => ReadAsync(FixiaDatabase.Batches, "SELECT VALUE c.batch_id FROM c WHERE c.sends[0].notification.title = @text", run);

    private async Task<List<string>> ReadAsync(string container, string query, string text)
    {
        using var pages = cosmos.GetContainer(FixiaDatabase.Name, container).GetItemQueryIterator<string>(new QueryDefinition(query).WithParameter("@text", text));
        var all = new List<string>();
        while (pages.HasMoreResults)
        {
            all.AddRange(await pages.ReadNextAsync(Token));
        }

        return all;
    }

    private async Task<(HttpStatusCode Status, string? Type, JsonElement Body)> PostAsync(long length, Func<Task> behindFirstLine)
    {
        using var content = new Body(length, Line, behindFirstLine);
        using var response = await http.PostAsync(new Uri($"{stack.Ready.Functions}/batches"), content, Token);
        var body = JsonElement.Parse(await response.Content.ReadAsStringAsync(Token));
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, body);
    }

    /// <summary>A line of the body, filled up with blanks.</summary>
    private byte[] Line(int number)
    {
        var first = number == 0 ? 0 : UsersOfFirstLine - 1 + (number / Every);
        var users = Enumerable.Range(first, number == 0 ? UsersOfFirstLine : 1).Select(i => $"\"{User(i)}\"");
        var text = number % Every == 0 ? $$"""{"user_ids":[{{string.Join(',', users)}}],"type":"system","title":"{{run}}","message":"Hola"}""" : "";
        return Encoding.UTF8.GetBytes(text.PadRight(LineBytes - 1) + '\n');
    }

    /// <summary>Made while it is sent, with blanks at its end if the lines don't fill it.</summary>
    private sealed class Body : HttpContent
    {
        private readonly long length;
        private readonly Func<int, byte[]> line;
        private readonly Func<Task> behindFirstLine;

        public Body(long length, Func<int, byte[]> line, Func<Task> behindFirstLine)
        {
            (this.length, this.line, this.behindFirstLine) = (length, line, behindFirstLine);
            Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var number = 0; number < length / LineBytes; number++)
            {
                await stream.WriteAsync(line(number), Token);
                if (number == 0)
                {
                    await stream.FlushAsync(Token);
                    await behindFirstLine();
                }
            }

            await stream.WriteAsync(new byte[length % LineBytes].Select(_ => (byte)' ').ToArray(), Token);
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
