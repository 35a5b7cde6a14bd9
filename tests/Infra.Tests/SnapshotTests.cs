namespace Fixia.Infra.Tests;

/// <summary>What the templates expand to changes only in a review's sight.</summary>
[Collection(nameof(ExpandedTemplates))]
public sealed class SnapshotTests(ExpandedTemplates templates)
{
    public static TheoryData<string> Snapshots => [.. ExpandedTemplates.Names];

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void An_expanded_template_is_the_one_that_was_reviewed(string name) =>
        Reviewed.Check(templates.TextOf(name), "infra", "snapshots", $"{name}.snapshot.json");

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void A_template_expands_without_a_diagnostic(string name) => Assert.Empty(templates.Read(name).Diagnostics);
}
