using System.Reflection.PortableExecutable;

namespace Fixia.Infra.Tests;

/// <summary>What is deployed: <c>dotnet publish src/Functions</c>.</summary>
public sealed class PublishTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fixia-publish-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Against_packages_the_same_sources_compile_to_what_starts_fast_on_Linux_and_nothing_else()
    {
        var output = Path.Combine(folder, "output");

        // From a copy, so that nothing is left in the developer's outputs; another ArtifactsPath would reach the SDK's inner build.
        var published = await PublishAsync(Checkout(["src"]), [.. Sources(), $"-p:CustomAfterMicrosoftCommonTargets={OnlyOwnAssemblies()}", "--output", output]);

        Assert.True(published.ExitCode == 0, published.Output);
        var files = Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).ToHashSet();
        Assert.All(["Fixia.Functions.dll", "Fixia.Shared.dll", "host.json", "Microsoft.Azure.Cosmos.Client.dll", "functions.metadata", "worker.config.json"], name => Assert.Contains(name, files));
        Assert.DoesNotContain("local.settings.json", files);
        Assert.DoesNotContain(files, name => name.StartsWith("Fixia.Local", StringComparison.Ordinal));
        Assert.DoesNotContain(files, name => name is "Microsoft.Azure.Cosmos.ServiceInterop.dll" or "vcruntime140.dll");
        Assert.DoesNotContain(files, name => name.EndsWith(".xml", StringComparison.Ordinal));
        Assert.All(["Fixia.Functions.dll", "Fixia.Shared.dll"], name => Assert.True(IsReadyToRun(Path.Combine(output, name)), name));
    }

    [Fact]
    public async Task Against_the_stand_ins_it_stops_with_one_line_that_says_what_to_pass()
    {
        var refused = await PublishAsync(Repository.Root, ["-p:AzurePackages=standin", "--output", Path.Combine(folder, "output")]);

        Assert.NotEqual(0, refused.ExitCode);
        var errors = refused.Output.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal)).Distinct();
        Assert.Contains("-p:AzurePackages=nuget", Assert.Single(errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "output")));
    }

    [Fact]
    public async Task Build_takes_the_real_packages_where_the_registry_has_them_and_stand_ins_where_it_has_not()
    {
        var registry = Directory.CreateDirectory(Path.Combine(folder, "registry")).FullName;
        Assert.Equal("standin", await ChooseAsync(registry));

        PackageFeed.Write(registry);
        Assert.Equal("nuget", await ChooseAsync(registry));
    }

    /// <summary>Has nothing but the product's own assemblies compiled ahead of time: those of others take a minute, and prove no more.</summary>
    private string OnlyOwnAssemblies()
    {
        var targets = Path.Combine(folder, "only-own.targets");
        File.WriteAllText(
            targets,
            """
            <Project>
              <Target Name="CompileOwnAssembliesOnly" BeforeTargets="_PrepareForReadyToRunCompilation">
                <ItemGroup>
                  <PublishReadyToRunExclude Include="@(ResolvedFileToPublish->'%(Filename)%(Extension)')" />
                  <PublishReadyToRunExclude Remove="Fixia.Shared.dll;Fixia.Functions.dll" />
                </ItemGroup>
              </Target>
            </Project>
            """);
        return targets;
    }

    /// <summary>What <c>./run</c> and <c>./test</c> would build on, with that folder for a registry.</summary>
    private async Task<string> ChooseAsync(string registry)
    {
        var checkout = Checkout(["scripts"]);
        var chosen = await CommandLine.RunAsync(
            "bash",
            ["-c", "cd \"$0\" && . scripts/prerequisites.sh && choose_azure_packages >/dev/null && echo \"$AzurePackages\" && tail -n 1 artifacts/azure-packages/answer", checkout],
            [new("RestoreSources", registry), new("AzurePackages", string.Empty)]);
        var answers = chosen.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(answers is [var answer, var kept] && answer == kept, chosen.Output + chosen.Errors);
        return answers[0];
    }

    /// <summary>A copy of what a build of those folders needs.</summary>
    private string Checkout(IEnumerable<string> folders)
    {
        var checkout = Directory.CreateDirectory(Path.Combine(folder, $"checkout-{Guid.NewGuid():N}")).FullName;
        foreach (var file in Directory.EnumerateFiles(Repository.Root).Where(file => Path.GetFileName(file) != "local.settings.json"))
        {
            File.Copy(file, Path.Combine(checkout, Path.GetFileName(file)));
        }

        foreach (var file in folders.SelectMany(name => Directory.EnumerateFiles(Repository.PathOf(name), "*", SearchOption.AllDirectories)))
        {
            var copy = Path.Combine(checkout, Path.GetRelativePath(Repository.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return checkout;
    }

    /// <summary>Where the restore finds the packages: a feed made of the stand-ins, unless this build has the real ones.</summary>
    private string[] Sources()
    {
        if (!Repository.UsesStandIns)
        {
            return [];
        }

        var feed = Directory.CreateDirectory(Path.Combine(folder, "feed")).FullName;
        PackageFeed.Write(feed);
        var cache = Directory.CreateDirectory(Path.Combine(folder, "cache")).FullName;
        PackageFeed.WriteCacheWithout(cache, Repository.PackageCache);

        // In a cache of its own: nobody's real build may ever pick up a package that only looks like Azure's.
        return [$"-p:RestoreAdditionalProjectSources={feed}", $"-p:RestorePackagesPath={cache}"];
    }

    private static Task<CommandLine.Result> PublishAsync(string checkout, IEnumerable<string> arguments) => CommandLine.RunAsync(
        "dotnet",
        ["publish", Path.Combine(checkout, "src", "Functions"), "--nologo", "--verbosity", "quiet", "-nodeReuse:false", "-p:RunAnalyzers=false", .. arguments],
        [new("AzurePackages", string.Empty)]);

    private static bool IsReadyToRun(string assembly)
    {
        using var reader = new PEReader(File.OpenRead(assembly));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }
}
