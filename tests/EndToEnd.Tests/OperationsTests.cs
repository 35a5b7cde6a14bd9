using System.Net.Http.Json;
using System.Text.Json;
using Fixia.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>What a backend sends with the package, and what an operator learns of it.</summary>
public sealed class OperationsTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    private static readonly HttpClient Http = new();
    private readonly LocalStack stack = stack;

    [Fact]
    public async Task What_a_backend_sends_is_told_of_by_the_devices_that_received_it()
    {
        var phone = await OpenLiveAsync(Ana);
        var (exitCode, output, error) = await StackCommand.ExecuteAsync(
            ["node", "--input-type=module", "--eval", $$"""
            import { FixiaProducer } from "{{Package("producer")}}/dist/index.js";
            const fixia = new FixiaProducer({ url: "{{stack.Ready.Functions}}", key: "{{stack.Ready.ProducerKey}}" });
            const { notifications } = await fixia.notify({ user_ids: ["{{Ana}}"], type: "payment", title: "Pago recibido", message: "100 €", key: "{{Ana}}" });
            const { updated } = await fixia.update("{{Ana}}", { type: "payment", title: "Pago confirmado", message: "100 €" });
            console.log(JSON.stringify({ id: notifications[0].id, updated }));
            """],
            Token);

        Assert.True(exitCode == 0, error);
        var sent = JsonElement.Parse(output);
        var id = sent.GetProperty("id").GetString()!;
        Assert.Equal(1, sent.GetProperty("updated").GetInt32());
        await Expect(phone.Item(id)).ToContainTextAsync("Pago confirmado");
        await Patience.UntilAsync(async () => (await ReceiptsAsync(id)).Count > 0, "the device has told that it received it");
        var receipt = Assert.Single(await ReceiptsAsync(id));
        Assert.True(receipt.GetProperty("shown").GetBoolean());
        Assert.NotEmpty(receipt.GetProperty("device_id").GetString()!);
    }

    [Fact]
    public async Task The_description_of_the_api_is_served()
    {
        using var answer = await Http.GetAsync(new Uri($"{stack.Ready.Page}openapi.yaml"), Token);
        Assert.Equal("application/yaml", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("openapi: 3.1", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static string Package(string name) => Path.Combine(StackProcess.RepositoryRoot, "web", "packages", name);

    private async Task<List<JsonElement>> ReceiptsAsync(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{stack.Ready.Functions}/users/{Ana}/timeline") { Headers = { { "x-functions-key", stack.Ready.ProducerKey } } };
        using var answer = await Http.SendAsync(request, Token);
        var timeline = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Token);
        return [.. timeline.GetProperty("notifications").EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == id).GetProperty("received").EnumerateArray()];
    }
}
