using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fixia.Functions.Http;
using Fixia.Shared.Diagnostics;

namespace Fixia.Functions.Tests.Diagnostics;

public sealed class TraceTests : IDisposable
{
    private readonly TracedProduct product;
    private readonly FunctionsApp app;
    private readonly string user = Guid.NewGuid().ToString();

    public TraceTests(SharedApp shared)
    {
        app = shared.App;
        product = new TracedProduct(app);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => product.Dispose();

    [Fact]
    public async Task The_push_is_part_of_its_producers_trace_and_linked_to_its_invocation()
    {
        var (producer, document) = await CreateAsync();
        using var invocation = new Activity("invocation").Start();
        await product.PushAsync([document], Token);
        invocation.Stop();

        var create = Assert.Single(Spans(FixiaActivities.Create), span => span.TraceId == producer);
        var push = Assert.Single(Spans(FixiaActivities.Push), span => span.TraceId == producer);
        Assert.Equal(create.SpanId, push.ParentSpanId);
        Assert.Equal(invocation.Context, Assert.Single(push.Links).Context);
        Assert.Equal(nameof(Shared.Realtime.PushOutcome.Accepted), push.GetTagItem(FixiaActivities.Outcome));
    }

    [Fact]
    public async Task A_push_for_several_producers_is_linked_to_each()
    {
        var (one, first) = await CreateAsync();
        var (other, second) = await CreateAsync();
        using var invocation = new Activity("invocation").Start();
        await product.PushAsync([first, second], Token);
        invocation.Stop();

        var push = Assert.Single(Spans(FixiaActivities.Push), span => span.TraceId == invocation.TraceId);
        Assert.Equal(invocation.SpanId, push.ParentSpanId);
        Assert.Equal([one, other], push.Links.Select(link => link.Context.TraceId));
    }

    [Fact]
    public async Task No_client_sees_the_trace()
    {
        var (producer, document) = await CreateAsync();
        Assert.Contains(producer.ToHexString(), document.GetRawText(), StringComparison.Ordinal);
        await product.PushAsync([document], Token);
        var call = new HttpCall(app).As(user).Send("GET");
        await call.ExecuteAsync(product.Function<FeedApi>().ReadFeed(call.Request, Token));
        Assert.Equal(1, call.Body.GetProperty("notifications").GetArrayLength());
        Assert.All([call.Body.GetRawText(), .. product.Sent], text => Assert.DoesNotContain(producer.ToHexString(), text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"nonsense\"")]
    [InlineData("\"00-00000000000000000000000000000000-0000000000000000-01\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("""{"id":[1,2]}""")]
    public async Task A_malformed_trace_harms_nothing(string traceParent)
    {
        var (_, document) = await CreateAsync();
        var changed = JsonNode.Parse(document.GetRawText())!;
        changed["traceparent"] = JsonNode.Parse(traceParent);

        // It is stored as well, because a push may look it up.
        var stored = await product.StoreAsync(user, changed, Token);
        using var invocation = new Activity("invocation").Start();
        await product.PushAsync([stored], Token);
        invocation.Stop();

        var push = Assert.Single(Spans(FixiaActivities.Push), span => span.TraceId == invocation.TraceId);
        Assert.Equal(ActivityStatusCode.Unset, push.Status);
        Assert.Empty(push.Links);
        Assert.Contains("notification:new", Assert.Single(product.Sent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_span_names_the_type_of_the_exception_and_nothing_else()
    {
        using var caller = new Activity("caller").Start();
        await Assert.ThrowsAsync<InvalidOperationException>(() => FixiaActivities.RunAsync<int>(
            FixiaActivities.Sync, ActivityKind.Internal, _ => throw new InvalidOperationException("a secret of ana")));
        Assert.Same(caller, Activity.Current);

        var span = Assert.Single(Spans(FixiaActivities.Sync), span => span.TraceId == caller.TraceId);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Null(span.StatusDescription);
        Assert.Empty(span.Events);
        Assert.Equal([new(FixiaActivities.ErrorType, "System.InvalidOperationException")], span.TagObjects);
    }

    [Fact]
    public async Task No_tag_holds_a_user_a_token_or_a_payload()
    {
        using var caller = new Activity("caller").Start();
        var call = new HttpCall(app).As(user).Send("POST");
        await call.ExecuteAsync(product.Function<Negotiate>().RunAsync(call.Request, Token));
        await product.PushAsync([await product.CreateAsync(user, Token)], Token);
        caller.Stop();

        var spans = product.Telemetry.Activities.Where(span => span.TraceId == caller.TraceId).ToList();
        Assert.Equal(
            [FixiaActivities.Create, FixiaActivities.Negotiate, FixiaActivities.Push], spans.Select(span => span.OperationName).Order());
        var told = string.Join(' ', spans.SelectMany(span => span.TagObjects).Select(tag => $"{tag.Key}={tag.Value}"));
        Assert.Contains("fixia.result=ok", told, StringComparison.Ordinal);
        Assert.All(
            [user, FunctionsApp.Token(user).Split('.')[1], "access_token", "Nuevo mensaje"],
            secret => Assert.DoesNotContain(secret, told, StringComparison.Ordinal));
    }

    private IEnumerable<Activity> Spans(string name) => product.Telemetry.Activities.Where(span => span.OperationName == name);

    private async Task<(ActivityTraceId Producer, JsonElement Document)> CreateAsync()
    {
        using var producer = new Activity("producer").Start();
        return (producer.TraceId, await product.CreateAsync(user, Token));
    }
}
