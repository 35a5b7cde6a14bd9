using System.Net;
using Microsoft.Azure.Cosmos;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

public class AuthorizationTests
{
    private const string OtherKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    [Fact]
    public async Task A_client_with_another_key_is_unauthorized()
    {
        await using var cosmos = await StartAsync();
        using var client = NewClient($"AccountEndpoint={cosmos.Endpoint.Endpoint};AccountKey={OtherKey};");

        await ThrowsAsync(HttpStatusCode.Unauthorized, () => client.GetContainer("fixia", "x").ReadContainerAsync(cancellationToken: Ct));
    }

    [Fact]
    public async Task A_request_without_a_signature_is_unauthorized()
    {
        await using var cosmos = await StartAsync();
        using var http = new HttpClient { BaseAddress = cosmos.Endpoint.Endpoint };

        using var response = await http.GetAsync(new Uri("dbs", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("Authorization", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_covers_the_method_the_resource_and_the_date()
    {
        await using var cosmos = await StartAsync();

        using var right = await cosmos.SendAsync(HttpMethod.Get, "dbs", "dbs/fixia", "dbs/fixia");
        using var otherResource = await cosmos.SendAsync(HttpMethod.Get, "dbs", "dbs/other", "dbs/fixia");
        using var otherKey = await cosmos.SendAsync(HttpMethod.Get, "dbs", "dbs/fixia", "dbs/fixia", key: OtherKey);
        using var otherDate = await cosmos.SendAsync(HttpMethod.Get, "dbs", "dbs/fixia", "dbs/fixia", request =>
        {
            request.Headers.Remove("x-ms-date");
            request.Headers.Add("x-ms-date", DateTimeOffset.UtcNow.AddMinutes(1).ToString("r"));
        });

        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, otherResource.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, otherKey.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, otherDate.StatusCode);
    }

    [Fact]
    public async Task A_signature_of_twenty_minutes_ago_is_forbidden()
    {
        await using var cosmos = await StartAsync();

        using var response = await cosmos.SendAsync(HttpMethod.Get, "dbs", "dbs/fixia", "dbs/fixia", at: DateTimeOffset.UtcNow.AddMinutes(-20));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task An_operation_that_is_not_played_is_named_whatever_it_is_signed_over()
    {
        await using var cosmos = await StartAsync();

        using var response = await cosmos.SendAsync(
            HttpMethod.Post, "partitionkey", "dbs/fixia/colls/x", "dbs/fixia/colls/x/operations/partitionkeydelete");

        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Contains("partitionkeydelete", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_that_is_not_played_is_named()
    {
        await using var cosmos = await StartAsync();

        using var response = await cosmos.SendAsync(HttpMethod.Get, "users", "dbs/fixia", "dbs/fixia/users");

        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Contains("GET /dbs/fixia/users", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }
}
