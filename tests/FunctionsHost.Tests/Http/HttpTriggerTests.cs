using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FunctionsHost.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Tests.Http;

public sealed class HttpTriggerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Route_values_query_and_result_go_through()
    {
        await using var host = await TestHost.StartAsync();

        using var json = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri("api/greet/Ana%20B?q=1", UriKind.Relative), Cancellation));

        Assert.Equal("Hello Ana B", json.RootElement.GetProperty("greeting").GetString());
        Assert.Equal("1", json.RootElement.GetProperty("query").GetString());
    }

    [Theory]
    [InlineData("GET", "api/typed/7/0f8fad5b-d9cb-469f-a165-70867728950e", 200, "7 0f8fad5b-d9cb-469f-a165-70867728950e none")]
    [InlineData("GET", "api/typed/7/0f8fad5b-d9cb-469f-a165-70867728950e/true", 200, "7 0f8fad5b-d9cb-469f-a165-70867728950e True")]
    [InlineData("GET", "api/typed/x/0f8fad5b-d9cb-469f-a165-70867728950e", 404, "")]
    [InlineData("GET", "api/number/x", 500, "")]
    [InlineData("DELETE", "api/ByName", 200, "DELETE")]
    [InlineData("GET", "API/byname", 200, "GET")]
    [InlineData("POST", "api/mvc", 202, """{"method":"POST"}""")]
    [InlineData("PUT", "api/mvc", 404, "")]
    [InlineData("GET", "api/nowhere", 404, "")]
    [InlineData("GET", "greet/Ana", 404, "")]
    [InlineData("GET", "api/nothing", 200, "")]
    public async Task Request_reaches_the_function_of_its_route_and_method(string method, string path, int status, string start)
    {
        await using var host = await TestHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await host.Http.SendAsync(request, Cancellation);

        Assert.Equal(status, (int)response.StatusCode);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.StartsWith(start, body, StringComparison.Ordinal);
        Assert.Equal(start.Length == 0, body.Length == 0);
    }

    [Theory]
    [InlineData("api/keyed", null, 401)]
    [InlineData("api/keyed", "wrong", 401)]
    [InlineData("api/keyed", TestHost.FunctionKey, 200)]
    [InlineData("api/keyed", TestHost.MasterKey, 200)]
    [InlineData("api/keyed?code=" + TestHost.FunctionKey, null, 200)]
    [InlineData("api/keyed?code=wrong", null, 401)]
    [InlineData("api/admin-only", TestHost.FunctionKey, 401)]
    [InlineData("api/admin-only", TestHost.MasterKey, 200)]
    public async Task Keyed_function_opens_for_its_keys_only(string path, string? header, int status)
    {
        await using var host = await TestHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null)
        {
            request.Headers.Add("x-functions-key", header);
        }

        using var response = await host.Http.SendAsync(request, Cancellation);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200 ? "in" : "", await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Function_sees_its_own_context_request_and_scope()
    {
        await using var host = await TestHost.StartAsync();

        using var json = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri("api/context", UriKind.Relative), Cancellation));

        Assert.Equal("Context", json.RootElement.GetProperty("name").GetString());
        Assert.True(json.RootElement.GetProperty("ownRequest").GetBoolean());
        Assert.True(json.RootElement.GetProperty("ownScope").GetBoolean());
        Assert.True(Guid.TryParse(json.RootElement.GetProperty("invocationId").GetString(), out _));
    }

    [Fact]
    public async Task Each_invocation_has_a_scope_of_its_own_and_closes_it()
    {
        await using var host = await TestHost.StartAsync();
        var path = new Uri("api/scope", UriKind.Relative);

        string first = await host.Http.GetStringAsync(path, Cancellation), second = await host.Http.GetStringAsync(path, Cancellation);

        Assert.NotEqual(first, second);
        await Eventually.TrueAsync(() => host.Recorder.Seen("scope closed").Count == 2, "two scopes are closed");
        Assert.Equal([first, second], host.Recorder.Seen("scope closed").Select(id => id!.ToString()));
    }

    [Fact]
    public async Task Failure_is_an_empty_500_and_is_logged_whole()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.Http.GetAsync(new Uri("api/fails", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync(Cancellation));
        var line = Assert.Single(host.Logs, log => log.Values.GetValueOrDefault("Function") as string == "Fails");
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Contains("The secret of the failure", line.Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_that_breaks_its_framing_is_the_callers_fault_and_ends_the_function()
    {
        await using var host = await TestHost.StartAsync();
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, host.Host.BaseAddress.Port, Cancellation);
        var stream = connection.GetStream();
        await stream.WriteAsync("GET /api/slow HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), Cancellation);
        await host.Recorder.Started.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        await stream.WriteAsync("zz\r\n"u8.ToArray(), Cancellation);

        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 400 Bad Request", await reader.ReadLineAsync(Cancellation));
        Assert.Contains(host.Logs, log => log.Message.StartsWith("Slow was cancelled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Invocation_is_one_line_of_log_with_function_id_and_duration_and_no_key()
    {
        await using var host = await TestHost.StartAsync();

        await host.Http.GetStringAsync(new Uri($"api/keyed?code={TestHost.FunctionKey}", UriKind.Relative), Cancellation);

        await Eventually.TrueAsync(() => host.Logs.Any(log => log.Values.ContainsKey("InvocationId")), "the invocation is logged");
        var line = Assert.Single(host.Logs, log => log.Values.ContainsKey("InvocationId"));
        Assert.Equal((LogLevel.Information, "Keyed"), (line.Level, line.Values["Function"]));
        Assert.True(Guid.TryParse((string)line.Values["InvocationId"]!, out _));
        Assert.IsType<double>(line.Values["DurationMs"]);
        Assert.DoesNotContain(host.Logs, log => log.Message.Contains(TestHost.FunctionKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_of_an_allowed_origin_may_call_with_credentials_and_others_may_not()
    {
        await using var host = await TestHost.StartAsync(new TestHostSetup { AllowedOrigins = ["http://localhost:5173"] });

        using var allowed = await PreflightAsync(host, "http://localhost:5173");
        using var other = await PreflightAsync(host, "http://evil.example");

        Assert.Equal("http://localhost:5173", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("true", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Credentials")));
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Star_lets_every_origin_call_without_credentials()
    {
        await using var host = await TestHost.StartAsync(new TestHostSetup { AllowedOrigins = ["*"] });

        using var response = await PreflightAsync(host, "http://anyone.example");

        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Endpoints_of_others_live_on_the_same_origin()
    {
        await using var host = await TestHost.StartAsync(new TestHostSetup
        {
            ConfigureApplication = application => application.MapGet("/dev/token", () => "token"),
        });

        Assert.Equal("token", await host.Http.GetStringAsync(new Uri("dev/token", UriKind.Relative), Cancellation));
        Assert.Equal("GET", await host.Http.GetStringAsync(new Uri("api/byname", UriKind.Relative), Cancellation));
    }

    [Fact]
    public async Task Stopping_host_lets_a_running_function_finish()
    {
        await using var host = await TestHost.StartAsync();
        var slow = host.Http.GetStringAsync(new Uri("api/slow", UriKind.Relative), Cancellation);
        await host.Recorder.Started.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        var stopped = host.Host.StopAsync(Cancellation);
        host.Recorder.Release.SetResult();

        Assert.Equal("finished", await slow);
        await stopped;
    }

    [Fact]
    public async Task Stopping_host_cancels_a_function_that_takes_longer_than_it_waits()
    {
        await using var host = await TestHost.StartAsync(new TestHostSetup { StopTimeout = TimeSpan.FromMilliseconds(200) });
        var slow = host.Http.GetAsync(new Uri("api/slow", UriKind.Relative), Cancellation);
        await host.Recorder.Started.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        await host.Host.StopAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        await Eventually.TrueAsync(() => slow.IsCompleted, "the request has ended");
        Assert.Contains(host.Logs, log => log.Message.StartsWith("Slow was cancelled", StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> PreflightAsync(TestHost host, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "api/greet/Ana");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "GET");
        return await host.Http.SendAsync(request, Cancellation);
    }
}
