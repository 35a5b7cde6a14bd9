namespace Fixia.Infra.Tests;

/// <summary>The hooks after a deployment, run for real against an Azure CLI that only takes notes.</summary>
public sealed class HookTests : IDisposable
{
    private const string FakeCli = """
        #!/bin/sh
        printf '%s\n' "$*" >> "$FAKE_AZ_FOLDER/calls"
        case "$*" in
          "functionapp keys list"*"--query functionKeys.default"*) echo the-producer-key; exit 0 ;;
          "functionapp keys list"*)
            waits=$(cat "$FAKE_AZ_FOLDER/waits")
            [ "$waits" -eq 0 ] && { echo true; exit 0; }
            echo $((waits - 1)) > "$FAKE_AZ_FOLDER/waits"
            echo "the host does not answer" >&2
            exit 1 ;;
          "deployment group create"*) exit "$FAKE_AZ_DEPLOYMENT" ;;
        esac
        """;

    /// <summary>Notes what it was started with, as Node.js would be.</summary>
    private const string FakeNode = """
        #!/bin/sh
        printf '%s|%s|%s|%s\n' "$*" "$FIXIA_API" "$FIXIA_SMOKE_TOKEN" "$FIXIA_PRODUCER_KEY" > "$FAKE_AZ_FOLDER/smoke"
        exit "$FAKE_SMOKE"
        """;

    private static readonly string[] Shells = ["sh", "pwsh"];

    private readonly string folder = Directory.CreateTempSubdirectory("fixia-hook-").FullName;

    public static TheoryData<string> Programs => [.. Shells];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task The_hook_waits_for_the_key_and_then_points_Web_PubSub_at_the_app(string shell)
    {
        var result = await RunAsync(shell, waits: 2);

        Assert.True(result.ExitCode == 0, result.Errors);
        var calls = await File.ReadAllLinesAsync(Path.Combine(folder, "calls"), TestContext.Current.CancellationToken);
        Assert.Equal(4, calls.Length);
        Assert.All(calls, call => Assert.Contains("--subscription the-subscription --resource-group the-group", call, StringComparison.Ordinal));
        Assert.All(calls[..3], call => Assert.StartsWith("functionapp keys list", call, StringComparison.Ordinal));
        Assert.StartsWith("deployment group create", calls[3], StringComparison.Ordinal);
        Assert.Contains("upstream.bicep", calls[3], StringComparison.Ordinal);
        Assert.Contains("functionAppName=the-app webPubSubName=the-service keyVaultName=the-vault", calls[3], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task The_hook_never_asks_for_the_value_of_the_key(string shell)
    {
        await RunAsync(shell, waits: 0);

        var calls = await File.ReadAllLinesAsync(Path.Combine(folder, "calls"), TestContext.Current.CancellationToken);
        Assert.Contains("--query contains(keys(systemKeys || `{}`), 'webpubsub_extension')", calls[0], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task The_hook_gives_up_in_words_when_the_app_does_not_start(string shell)
    {
        var result = await RunAsync(shell, waits: 100);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("has not made the key webpubsub_extension", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("deployment", await File.ReadAllTextAsync(Path.Combine(folder, "calls"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task The_hook_fails_when_the_deployment_does(string shell) =>
        Assert.NotEqual(0, (await RunAsync(shell, waits: 0, deployment: 7)).ExitCode);

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task The_hook_tries_the_app_out_with_a_token_and_ends_as_that_ends(string shell)
    {
        var result = await RunAsync(shell, waits: 0, smokeToken: "the-token", smoke: 1);

        Assert.Equal(1, result.ExitCode);
        var noted = (await File.ReadAllTextAsync(Path.Combine(folder, "smoke"), TestContext.Current.CancellationToken)).Trim().Split('|');
        Assert.Matches(@"^--experimental-websocket .*scripts/smoke\.mjs$", noted[0]);
        Assert.Equal(["https://the-app.example/api", "the-token", "the-producer-key"], noted[1..]);
        Assert.DoesNotContain("the-producer-key", result.Output + result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Without_a_token_the_hook_tries_nothing_out_and_says_so(string shell)
    {
        var result = await RunAsync(shell, waits: 0);

        Assert.Contains("FIXIA_SMOKE_TOKEN is not set", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "smoke")));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task The_hook_says_what_to_run_when_nothing_was_provisioned(string shell)
    {
        var result = await RunAsync(shell, waits: 0, service: "");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("AZURE_WEBPUBSUB_NAME", result.Errors, StringComparison.Ordinal);
        Assert.Contains("azd provision", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_template_requires_exactly_the_parameters_that_the_hook_gives()
    {
        var parameters = File.ReadLines(Repository.PathOf("infra", "upstream.bicep"))
            .Where(line => line.StartsWith("param ", StringComparison.Ordinal) && !line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.Split(' ')[1]);

        Assert.Equal(["functionAppName", "webPubSubName", "keyVaultName"], parameters);
    }

    private async Task<CommandLine.Result> RunAsync(
        string shell, int waits, int deployment = 0, string service = "the-service", string smokeToken = "", int smoke = 0)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The note-taking Azure CLI is a shell script.");
        Assert.SkipUnless(IsInstalled(shell), $"{shell} is not installed on this machine.");
        await WriteProgramAsync("az", FakeCli);
        await WriteProgramAsync("node", FakeNode);
        await File.WriteAllTextAsync(Path.Combine(folder, "waits"), $"{waits}", TestContext.Current.CancellationToken);

        var script = Repository.PathOf("infra", "hooks", shell == "sh" ? "postdeploy.sh" : "postdeploy.ps1");
        return await CommandLine.RunAsync(shell, [script], new Dictionary<string, string>
        {
            ["PATH"] = folder + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
            ["FAKE_AZ_FOLDER"] = folder,
            ["FAKE_AZ_DEPLOYMENT"] = $"{deployment}",
            ["FIXIA_HOOK_ATTEMPTS"] = "4",
            ["FIXIA_HOOK_PAUSE_SECONDS"] = "0",
            ["FAKE_SMOKE"] = $"{smoke}",
            ["FIXIA_SMOKE_TOKEN"] = smokeToken,
            ["SERVICE_FUNCTIONS_URI"] = "https://the-app.example",
            ["AZURE_SUBSCRIPTION_ID"] = "the-subscription",
            ["AZURE_RESOURCE_GROUP"] = "the-group",
            ["AZURE_FUNCTION_APP_NAME"] = "the-app",
            ["AZURE_WEBPUBSUB_NAME"] = service,
            ["AZURE_KEY_VAULT_NAME"] = "the-vault",
        });
    }

    private async Task WriteProgramAsync(string name, string text)
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static bool IsInstalled(string program) => Environment.GetEnvironmentVariable("PATH")!
        .Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, program)));
}
