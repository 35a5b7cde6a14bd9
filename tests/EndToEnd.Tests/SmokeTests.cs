using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Fixia.EndToEnd.Tests;

/// <summary><c>scripts/smoke.mjs</c>, which the deployment runs, against the local stack.</summary>
public sealed partial class SmokeTests(LocalStack stack)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stack_that_works_passes_and_nothing_of_the_test_stays()
    {
        var token = await stack.Producer.SignInAsync("smoke", 600, Token);

        var (exitCode, output, errors) = await RunAsync(stack.Ready.Functions, token, stack.Ready.ProducerKey);

        Assert.True(exitCode == 0, errors);
        Assert.StartsWith("smoke: negotiate, connect, ping, sync, create, receive and mark read work", output, StringComparison.Ordinal);
        Assert.Equal(0, await stack.Producer.CountUnseenAsync("smoke", Token));
    }

    [Fact]
    public async Task A_refused_token_is_one_line()
    {
        var (exitCode, _, errors) = await RunAsync(stack.Ready.Functions, "not-a-token", stack.Ready.ProducerKey);

        Assert.Equal(1, exitCode);
        Assert.Matches(@"^error: smoke: negotiating: POST negotiate answered 401 [^\n]+\n$", errors);
    }

    [Fact]
    public async Task A_wrong_producer_key_is_one_line()
    {
        var token = await stack.Producer.SignInAsync("smoke-key", 600, Token);

        var (exitCode, _, errors) = await RunAsync(stack.Ready.Functions, token, "not-a-key");

        Assert.Equal(1, exitCode);
        Assert.Matches(@"^error: smoke: creating a notification: POST notifications answered 401[^\n]*\n$", errors);
    }

    [Fact]
    public async Task An_app_that_does_not_come_up_is_one_line_that_says_what_was_tried()
    {
        await using var app = await StartAsync(StatusCodes.Status503ServiceUnavailable);

        var (exitCode, _, errors) = await RunAsync(app.Urls.Single(), "not-a-token", "not-a-key", seconds: 1);

        Assert.Equal(1, exitCode);
        Assert.Matches(@"^error: smoke: negotiating(: POST negotiate answered 503[^\n]*)?: not done after 1 s\n$", errors);
    }

    /// <summary>The log of a workflow is read by more people than may know a token.</summary>
    [Fact]
    public async Task A_secret_that_an_answer_repeats_is_not_shown()
    {
        await using var app = await StartAsync(StatusCodes.Status400BadRequest);

        var (_, output, errors) = await RunAsync(app.Urls.Single(), "the-token", "the-key");

        Assert.Contains("answered 400 Bearer ***", errors, StringComparison.Ordinal);
        Assert.DoesNotMatch(Secret(), output + errors);
    }

    [GeneratedRegex("the-token|the-key")]
    private static partial Regex Secret();

    /// <summary>An app that answers everything with a problem, which quotes what it was sent.</summary>
    private static async Task<WebApplication> StartAsync(int status)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync($$"""{"detail":"{{context.Request.Headers[HeaderNames.Authorization]}}"}""", Token);
        });
        await app.StartAsync(Token);
        return app;
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string api, string token, string producerKey, int seconds = 90)
    {
        var start = new ProcessStartInfo("node", ["--experimental-websocket", "--no-warnings", Path.Combine(StackProcess.RepositoryRoot, "scripts", "smoke.mjs")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["FIXIA_API"] = api,
                ["FIXIA_SMOKE_TOKEN"] = token,
                ["FIXIA_PRODUCER_KEY"] = producerKey,
                ["FIXIA_SMOKE_SECONDS"] = $"{seconds}",
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var errors = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, await output, await errors);
    }
}
