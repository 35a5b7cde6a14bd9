using System.Reflection.PortableExecutable;

namespace Fixia.Infra.Tests;

/// <summary>What is deployed: <c>dotnet publish src/Functions -p:AzurePackages=nuget</c>.</summary>
public sealed class PublishTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fixia-publish-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Against_packages_the_same_sources_compile_to_what_starts_fast_on_Linux_and_nothing_else()
    {
        var feed = Directory.CreateDirectory(Path.Combine(folder, "feed")).FullName;
        var output = Path.Combine(folder, "output");
        string[] source = [];
        if (Repository.UsesStandIns)
        {
            PackageFeed.Write(feed);

            // In a cache of its own: nobody's real build may ever pick up a package that only looks like Azure's.
            source =
            [
                $"-p:RestoreAdditionalProjectSources={feed}", $"-p:RestorePackagesPath={Path.Combine(folder, "packages")}",
                $"-p:RestoreFallbackFolders={Repository.PackageCache}",
            ];
        }

        var published = await PublishAsync(
            [.. source, "-p:AzurePackages=nuget", $"-p:ArtifactsPath={Path.Combine(folder, "artifacts")}", "--output", output]);

        Assert.True(published.ExitCode == 0, published.Output);
        var files = Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).ToHashSet();
        Assert.All(["Fixia.Functions.dll", "Fixia.Shared.dll", "host.json", "Microsoft.Azure.Cosmos.Client.dll"], name => Assert.Contains(name, files));
        Assert.DoesNotContain("local.settings.json", files);
        Assert.DoesNotContain(files, name => name.StartsWith("Fixia.Local", StringComparison.Ordinal));
        Assert.DoesNotContain(files, name => name is "Microsoft.Azure.Cosmos.ServiceInterop.dll" or "vcruntime140.dll");
        Assert.DoesNotContain(files, name => name.EndsWith(".xml", StringComparison.Ordinal));
        Assert.All(["Fixia.Functions.dll", "Fixia.Shared.dll"], name => Assert.True(IsReadyToRun(Path.Combine(output, name)), name));
    }

    [Fact]
    public async Task Against_the_stand_ins_it_stops_with_one_line_that_says_what_to_pass()
    {
        var refused = await PublishAsync(["-p:AzurePackages=standin", "--output", Path.Combine(folder, "output")]);

        Assert.NotEqual(0, refused.ExitCode);
        var errors = refused.Output.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal)).Distinct();
        Assert.Contains("-p:AzurePackages=nuget", Assert.Single(errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "output")));
    }

    private static Task<CommandLine.Result> PublishAsync(IEnumerable<string> arguments) => CommandLine.RunAsync(
        "dotnet",
        ["publish", Repository.PathOf("src", "Functions"), "--nologo", "--verbosity", "quiet", "-nodeReuse:false", .. arguments]);

    private static bool IsReadyToRun(string assembly)
    {
        using var reader = new PEReader(File.OpenRead(assembly));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }
}
