using System.Net;
using System.Text;
using System.Text.Json;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>The OData filters of reference-odata-filter, by who gets a message that is sent with them.</summary>
public sealed class FilterTests
{
    /// <summary>The letters of the clients that are meant: A(na, groups g1 and g2), B(en-ab-de, g1), Q(uote, o'neil), N(obody, no user).</summary>
    [Theory]
    [InlineData("true", "ABQN")]
    [InlineData("false", "")]
    [InlineData("userId eq 'Ana'", "A")]
    [InlineData("userId eq 'ana'", "")]
    [InlineData("USERID eq 'Ana'", "A")]
    [InlineData("'Ana' eq userId", "A")]
    [InlineData("userId ne 'Ana'", "BQN")]
    [InlineData("userId eq null", "N")]
    [InlineData("userId ne null", "ABQ")]
    [InlineData("userId eq 'o''neil'", "Q")]
    [InlineData("'g1' in groups", "AB")]
    [InlineData("'g1' in (groups)", "AB")]
    [InlineData("'G1' in groups", "")]
    [InlineData("not ('g1' in groups)", "QN")]
    [InlineData("userId in ('Ana', 'o''neil', null)", "AQN")]
    [InlineData("userId in ('x')", "")]
    [InlineData("length(groups) gt 1", "A")]
    [InlineData("length(groups) eq 0", "QN")]
    [InlineData("length(userId) gt 3", "BQ")]
    [InlineData("length(userId) ge 3", "ABQ")]
    [InlineData("length(userId) lt 4", "A")]
    [InlineData("length(userId) le 3", "A")]
    [InlineData("length(userId) le -1", "")]
    [InlineData("length(userId) gt +3 and length(userId) lt 8", "Q")]
    [InlineData("tolower(userId) eq 'ana'", "A")]
    [InlineData("toupper(userId) eq 'ANA'", "A")]
    [InlineData("trim(concat(' ', userId)) eq 'Ana'", "A")]
    [InlineData("substring(userId,4,2) eq 'ab'", "B")]
    [InlineData("substring(userId,4) eq 'ab-de'", "B")]
    [InlineData("substring(userId,100) eq null", "ABQN")]
    [InlineData("startswith(userId,'ben')", "B")]
    [InlineData("endswith(userId,'de') eq true", "B")]
    [InlineData("contains(userId,'n')", "ABQ")]
    [InlineData("indexof(userId,'-ab-') ge 0", "B")]
    [InlineData("indexof(userId,'-ab-') eq -1", "AQN")]
    [InlineData("not startswith(userId,'ben')", "AQN")]
    [InlineData("not (length(userId) gt 5)", "AN")]
    [InlineData("userId eq 'Ana' or userId eq 'x' and false", "A")]
    [InlineData("(userId eq 'Ana' or userId eq 'x') and false", "")]
    [InlineData("userId eq 'Ana' or (not startswith(userId,'o') and userId ne null)", "AB")]
    [InlineData("connectionId ne 'nobody' and 'g1' in groups", "AB")]
    [InlineData("protocol eq 'json.webpubsub.azure.v1'", "ABQN")]
    [InlineData("protocol eq null", "")]
    [InlineData("  userId\teq   'Ana'  ", "A")]
    public async Task A_message_reaches_those_that_match(string filter, string expected)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var clients = new (char Letter, RawClient Client)[]
        {
            ('A', await endpoint.ConnectAsync("json.webpubsub.azure.v1", "Ana", groups: ["g1", "g2"])),
            ('B', await endpoint.ConnectAsync("json.webpubsub.azure.v1", "ben-ab-de", groups: ["g1"])),
            ('Q', await endpoint.ConnectAsync("json.webpubsub.azure.v1", "o'neil")),
            ('N', await endpoint.ConnectAsync("json.webpubsub.azure.v1")),
        };
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(endpoint, "", filter)).StatusCode);
        await endpoint.SendTextAsync("", "end");

        var reached = new StringBuilder();
        foreach (var (letter, client) in clients)
        {
            if ((await client.ReadJsonAsync()).GetProperty("data").GetString() != "end")
            {
                reached.Append(letter);
            }
        }

        Assert.Equal(expected, reached.ToString());
    }

    [Theory]
    [InlineData("userId")]
    [InlineData("userId eq")]
    [InlineData("eq 'a'")]
    [InlineData("userId eq 'a")]
    [InlineData("userId eq 'a' and")]
    [InlineData("(userId eq 'a'")]
    [InlineData("userId eq 'a')")]
    [InlineData("userId eq 'a' userId eq 'b'")]
    [InlineData("user eq 'a'")]
    [InlineData("userId = 'a'")]
    [InlineData("userId gt 'a'")]
    [InlineData("length(userId)")]
    [InlineData("not length(userId) gt 5")]
    [InlineData("length(3) gt 1")]
    [InlineData("length(userId, 1) gt 1")]
    [InlineData("reverse(userId) eq 'a'")]
    [InlineData("groups eq 'a'")]
    [InlineData("groups in ('a')")]
    [InlineData("'a' in userId eq true and 1")]
    [InlineData("userId in ()")]
    [InlineData("substring(userId,'a') eq 'a'")]
    [InlineData("99999999999 eq 1")]
    public async Task A_filter_that_does_not_follow_the_grammar_or_its_types_is_400(string filter)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var response = await SendAsync(endpoint, "", filter);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestEndpoint.Cancel)).RootElement;
        Assert.Equal("filter", body.GetProperty("target").GetString());
    }

    [Fact]
    public async Task A_type_that_does_not_fit_is_told_in_the_service_s_words()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var body = await (await SendAsync(endpoint, "", "not length(userId) gt 5")).Content.ReadAsStringAsync(TestEndpoint.Cancel);
        Assert.Equal(
            "Invalid syntax for 'length(userId)': Type 'int', expect 'bool'. (Parameter 'filter')",
            JsonDocument.Parse(body).RootElement.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("invalid filter", 14)]
    [InlineData("userId eq", 9)]
    [InlineData("userId # 'a'", 7)]
    public async Task A_broken_grammar_is_told_in_the_service_s_words_too(string filter, int position)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var body = await (await SendAsync(endpoint, "", filter)).Content.ReadAsStringAsync(TestEndpoint.Cancel);
        Assert.Equal(
            $"Invalid syntax for '{filter}': Syntax error at position {position} in '{filter}'. (Parameter 'filter')",
            JsonDocument.Parse(body).RootElement.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("/groups/g1")]
    [InlineData("/users/Ana")]
    public async Task Sends_to_a_group_and_to_a_user_take_a_filter_too(string target)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var out1 = await endpoint.ConnectAsync("json.webpubsub.azure.v1", "Ana", groups: ["g1"]);
        var in1 = await endpoint.ConnectAsync("json.webpubsub.azure.v1", "Ana", groups: ["g1", "g2"]);
        await SendAsync(endpoint, target, "'g2' in groups");
        await endpoint.SendTextAsync("", "end");
        Assert.Equal("filtered", (await in1.ReadJsonAsync()).GetProperty("data").GetString());
        Assert.Equal("end", (await out1.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Fact]
    public async Task Deep_nesting_is_refused_and_many_clauses_are_not()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await SendAsync(endpoint, "", new string('(', 500) + "true" + new string(')', 500))).StatusCode);
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await SendAsync(endpoint, "", string.Join(" or ", Enumerable.Repeat("userId eq 'a'", 150)))).StatusCode);
    }

    private static Task<HttpResponseMessage> SendAsync(TestEndpoint endpoint, string target, string filter) => endpoint.CallAsync(
        HttpMethod.Post,
        $"/api/hubs/chat{target}/:send?filter={Uri.EscapeDataString(filter)}",
        new StringContent("filtered", Encoding.UTF8, "text/plain"));
}
