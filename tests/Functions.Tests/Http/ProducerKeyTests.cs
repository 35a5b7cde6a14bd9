using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Fixia.Functions.Http;
using Fixia.Shared.Producers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fixia.Functions.Tests.Http;

/// <summary>Producers that go by a name, at the HTTP functions: one for each right.</summary>
public sealed class ProducerKeyTests(SharedApp shared) : IAsyncDisposable
{
    private static readonly Dictionary<string, string[]> Rights = new()
    {
        ["CreateNotifications"] = ["notify"],
        ["CancelNotifications"] = ["notify"],
        ["UpdateNotifications"] = ["notify"],
        ["CreateBatch"] = ["notify"],
        ["ReadBatch"] = ["notify", "operate"],
        ["ReadBatches"] = ["notify", "operate"],
        ["StopBatch"] = ["notify", "operate"],
        ["ReadPresence"] = ["notify"],
        ["CreateAnnouncement"] = ["announce"],
        ["DisconnectUser"] = ["disconnect"],
        ["ReadAnalytics"] = ["operate"],
        ["ReadLiveAnalytics"] = ["operate"],
        ["ReadTimeline"] = ["operate"],
        ["ReadDeadLetters"] = ["operate"],
        ["ReadDeadLetter"] = ["operate"],
        ["RedriveDeadLetter"] = ["operate"],
        ["DeleteDeadLetter"] = ["operate"],
        ["ReadScheduled"] = ["operate"],
        ["CancelScheduled"] = ["operate"],
    };

    private readonly ServiceProvider services = FunctionsApp.Compose(Settings(shared.App), shared.App.WebPubSub.Object);
    private readonly string user = $"u-{Guid.NewGuid():N}";

    public static TheoryData<string> Functions => [.. ProducersFunctions().Select(function => function.Name)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => services.DisposeAsync();

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task A_function_is_for_whom_has_a_right_to_it(string function)
    {
        foreach (var right in Enum.GetNames<ProducerRight>().Select(name => name.ToLowerInvariant()))
        {
            var call = await CallAsync(function, KeyOf(right));
            Assert.Equal(Rights[function].Contains(right), call.Response.StatusCode is not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden));
            Assert.DoesNotContain(KeyOf(right), call.Body.ValueKind == default ? "" : call.Body.GetRawText(), StringComparison.Ordinal);
        }

        foreach (var (key, reason) in ((string?, string)[])[(KeyOf("NOTIFY"), "unknown"), ("", "unknown"), (null, "missing")])
        {
            var call = await CallAsync(function, key);
            Assert.Equal((StatusCodes.Status401Unauthorized, reason), (call.Response.StatusCode, call.Body.GetProperty("reason").GetString()));
            Assert.StartsWith("application/problem+json", call.Response.ContentType, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_creates_is_told_in_the_timeline_and_can_not_be_written_into_the_body()
    {
        var body = $$"""{"user_ids":["{{user}}"],"type":"message","title":"T","message":"M","producer":"forged"}""";
        Assert.Equal(StatusCodes.Status403Forbidden, (await CallAsync("CreateNotifications", KeyOf("operate"), body)).Response.StatusCode);
        Assert.Equal(StatusCodes.Status201Created, (await CallAsync("CreateNotifications", KeyOf("notify"), body)).Response.StatusCode);
        var batch = await CallAsync("CreateBatch", KeyOf("notify"), body);
        Assert.Equal(StatusCodes.Status202Accepted, batch.Response.StatusCode);

        var timeline = await CallAsync("ReadTimeline", KeyOf("operate"));
        var entry = Assert.Single(timeline.Body.GetProperty("notifications").EnumerateArray());
        Assert.Equal("only-notify", entry.GetProperty("producer").GetString());
        var read = await CallAsync("ReadBatch", KeyOf("operate"), id: batch.Body.GetProperty("id").GetString());
        Assert.Equal(StatusCodes.Status200OK, read.Response.StatusCode);
    }

    [Fact]
    public void A_setting_that_is_wrong_stops_the_start()
    {
        using var app = FunctionsApp.Compose(new(shared.App.Settings()) { ["Producers:Named:0:Name"] = "market", ["Producers:Named:0:Rights:0"] = "all" });
        var refused = Assert.Throws<OptionsValidationException>(app.GetRequiredService<IStartupValidator>().Validate);
        Assert.Contains("Producers__Named__0", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("market", "https://market.test/", "Webhooks__Endpoints")]
    [InlineData("", "http://market.test/", "Webhooks__Endpoints__0__Url")]
    [InlineData("", "https://market.test/", null)]
    public void An_endpoint_is_a_producers_that_there_is(string producer, string url, string? refusal)
    {
        using var app = FunctionsApp.Compose(new(shared.App.Settings())
        {
            ["Webhooks:Endpoints:0:Producer"] = producer,
            ["Webhooks:Endpoints:0:Url"] = url,
            ["Webhooks:Endpoints:0:Secrets:0"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        });
        var validator = app.GetRequiredService<IStartupValidator>();
        if (refusal is null)
        {
            validator.Validate();
            Assert.True(app.GetRequiredService<Fixia.Shared.Webhooks.WebhookSender>().Reaches(producer: null));
        }
        else
        {
            Assert.Contains(refusal, Assert.Throws<OptionsValidationException>(validator.Validate).Message, StringComparison.Ordinal);
        }
    }

    private static Dictionary<string, string?> Settings(FunctionsApp app)
    {
        var settings = app.Settings();
        settings["Producers:Required"] = "true";
        foreach (var (i, right) in Enum.GetNames<ProducerRight>().Select(name => name.ToLowerInvariant()).Index())
        {
            settings[$"Producers:Named:{i}:Name"] = $"only-{right}";
            settings[$"Producers:Named:{i}:KeyHashes:0"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(right))));
            settings[$"Producers:Named:{i}:Rights:0"] = right;
        }

        return settings;
    }

    private static string KeyOf(string right) => $"a secret for {right}";

    private static IEnumerable<MethodInfo> ProducersFunctions() => typeof(HttpApi).Assembly.GetTypes().SelectMany(type => type.GetMethods())
        .Where(method => method.GetParameters().Any(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>() is { AuthLevel: AuthorizationLevel.Function }));

    private async Task<HttpCall> CallAsync(string function, string? key, string body = "", string? id = null)
    {
        var method = ProducersFunctions().Single(one => one.Name == function);
        var call = new HttpCall(shared.App).Send("POST", body);
        call.Request.ContentType = "application/json";
        if (key is not null)
        {
            call.Request.Headers[HttpApi.ProducerKey] = key;
        }

        object?[] arguments = [.. method.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(HttpRequest) ? call.Request : parameter.ParameterType == typeof(string) ? id ?? user : (object)Token)];
        return await call.ExecuteAsync((Task<IResult>)method.Invoke(ActivatorUtilities.CreateInstance(services, method.DeclaringType!), arguments)!);
    }
}
