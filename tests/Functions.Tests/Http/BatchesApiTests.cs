using System.Text;
using Fixia.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Fixia.Functions.Tests.Http;

/// <summary>Large sends over HTTP: forms of the body, statuses and problems. What is done, the tests of the domain show.</summary>
public sealed class BatchesApiTests(SharedApp shared)
{
    private const int MaxLineBytes = 1024 * 1024;
    private const int MaxBodyBytes = 64 * 1024 * 1024;
    private readonly FunctionsApp app = shared.App;
    private readonly string user = $"u-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_object_is_accepted_told_stopped_and_found_where_the_answer_says()
    {
        var created = await CreateAsync(Line(user, "b", "c"));
        Assert.Equal(StatusCodes.Status202Accepted, created.Response.StatusCode);
        var id = created.Body.GetProperty("id").GetString()!;
        Assert.Equal($"/api/batches/{id}", created.Response.Headers.Location);
        Assert.Equal(("running", 3, 3), Told(created));
        Assert.Equal(("running", 3, 3), Told(await CallAsync("GET", id)));
        Assert.Equal(("stopped", 3, 3), Told(await CallAsync("DELETE", id)));
        Assert.Equal(("stopped", 3, 3), Told(await CallAsync("GET", id)));

        static (string?, int, int) Told(HttpCall call) =>
            (call.Body.GetProperty("state").GetString(), call.Body.GetProperty("accepted").GetInt32(), call.Body.GetProperty("remaining").GetInt32());
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n\r\n")]
    public async Task A_line_is_a_notification_and_the_last_needs_no_end(string end)
    {
        var created = await CreateAsync(string.Join(end, Line(user), Line("b"), Line("c", user)), "application/x-ndjson; charset=utf-8");
        Assert.Equal((StatusCodes.Status202Accepted, 4), (created.Response.StatusCode, created.Body.GetProperty("accepted").GetInt32()));
    }

    [Fact]
    public async Task A_refusal_names_the_line()
    {
        var refused = await CreateAsync($"{Line(user)}\n\n{Line(user).Replace("Hola", "", StringComparison.Ordinal)}\n", "application/x-ndjson");
        Assert.Equal((StatusCodes.Status400BadRequest, "title"), (refused.Response.StatusCode, refused.Body.GetProperty("member").GetString()));
        Assert.StartsWith("Line 3: ", refused.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);

        refused = await CreateAsync($"{Line(user)}\n{{", "application/x-ndjson");
        Assert.StartsWith("Line 2: ", refused.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_large_is_refused()
    {
        var line = await CreateAsync(new string(' ', MaxLineBytes + 1), "application/x-ndjson");
        Assert.Contains("line", line.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var body = await CreateAsync(string.Concat(Enumerable.Repeat(new string(' ', 1023) + '\n', (MaxBodyBytes / 1024) + 1)), "application/x-ndjson");
        Assert.Equal(StatusCodes.Status413PayloadTooLarge, body.Response.StatusCode);
        Assert.Contains($"{MaxBodyBytes}", body.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_listed_a_page_at_a_time()
    {
        var ids = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            ids.Add((await CreateAsync(Line(user))).Body.GetProperty("id").GetString()!);
        }

        var page = await ListAsync("?limit=1");
        Assert.Equal(StatusCodes.Status200OK, page.Response.StatusCode);
        Assert.Single(page.Body.GetProperty("batches").EnumerateArray());
        var found = new List<string>();
        string? cursor = null;
        do
        {
            page = await ListAsync($"?limit=2&cursor={cursor}");
            found.AddRange(page.Body.GetProperty("batches").EnumerateArray().Select(batch => batch.GetProperty("id").GetString()!).Where(ids.Contains));
            cursor = page.Body.GetProperty("cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(ids.Order(), found.Order());
        foreach (var (query, member) in ((string, string)[])[("?limit=51", "limit"), ("?cursor=x", "cursor")])
        {
            var refused = await ListAsync(query);
            Assert.Equal((StatusCodes.Status400BadRequest, member), (refused.Response.StatusCode, refused.Body.GetProperty("member").GetString()));
        }
    }

    [Theory]
    [InlineData("", "application/x-ndjson")]
    [InlineData("[]", "application/json")]
    [InlineData("""{"user_ids":["a"],"type":"x","title":"t","message":"m","key":"k"}""", "application/json")]
    public async Task What_is_no_batch_is_refused(string body, string type) =>
        Assert.Equal(StatusCodes.Status400BadRequest, (await CreateAsync(body, type)).Response.StatusCode);

    [Fact]
    public async Task What_there_is_not_is_not_found()
    {
        Assert.Equal(StatusCodes.Status404NotFound, (await CallAsync("GET", $"{Guid.NewGuid()}")).Response.StatusCode);
        Assert.Equal(StatusCodes.Status404NotFound, (await CallAsync("DELETE", $"{Guid.NewGuid()}")).Response.StatusCode);
        Assert.Equal(StatusCodes.Status400BadRequest, (await CallAsync("GET", "..")).Response.StatusCode);
    }

    private static string Line(params string[] users) =>
        $$"""{"user_ids":["{{string.Join("\",\"", users)}}"],"type":"system","title":"Hola","message":"m"}""";

    private Task<HttpCall> CreateAsync(string body, string type = "application/json")
    {
        var call = new HttpCall(app).Send("POST");
        call.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        call.Request.ContentType = type;
        call.Request.Path = "/api/batches";
        return call.ExecuteAsync(app.Function<BatchesApi>().CreateBatch(call.Request, Token));
    }

    private Task<HttpCall> CallAsync(string method, string id)
    {
        var call = new HttpCall(app).Send(method);
        var api = app.Function<BatchesApi>();
        return call.ExecuteAsync(method == "GET" ? api.ReadBatch(call.Request, id, Token) : api.StopBatch(call.Request, id, Token));
    }

    private Task<HttpCall> ListAsync(string query)
    {
        var call = new HttpCall(app).Send("GET");
        call.Request.QueryString = new QueryString(query);
        return call.ExecuteAsync(app.Function<BatchesApi>().ReadBatches(call.Request, Token));
    }
}
