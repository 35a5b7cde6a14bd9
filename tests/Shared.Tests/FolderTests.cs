using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Fixia.Shared.Data;
using Fixia.Shared.Json;
using Fixia.Shared.Preferences;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Architecture = ArchUnitNET.Domain.Architecture;

namespace Fixia.Shared.Tests;

/// <summary>The folders of src/Shared, which are its namespaces.</summary>
public sealed class FolderTests
{
    private static readonly Architecture Shared = new ArchLoader().LoadAssemblies(typeof(FixiaDatabase).Assembly).Build();

    [Fact]
    public void No_two_folders_use_each_other_by_whatever_way() =>
        SliceRuleDefinition.Slices().Matching("Fixia.Shared.(*)").Should().BeFreeOfCycles().Check(Shared);

    [Theory]
    [InlineData("Data")]
    [InlineData("Diagnostics")]
    public void What_the_subjects_stand_on_knows_none_of_them(string folder) =>
        Types().That().ResideInNamespace($"Fixia.Shared.{folder}")
            .Should().NotDependOnAnyTypesThat().ResideInNamespaceMatching($@"^Fixia\.Shared\.(?!{folder}$)").Check(Shared);

    [Fact]
    public void What_decides_about_attention_knows_what_a_notification_is_and_nothing_of_stores_and_channels() =>
        Types().That().Are(typeof(AttentionResolver), typeof(QuietHours), typeof(PreferenceSettings))
            .Should().NotDependOnAnyTypesThat().ResideInNamespaceMatching(@"^Fixia\.Shared\.(?!(Preferences|Notifications|Data)$)")
            .AndShould().NotDependOnAnyTypesThat().ResideInNamespaceMatching(@"^(Microsoft\.Azure|Azure)\.").Check(Shared);

    [Fact]
    public void Nobody_but_the_edges_knows_the_serialisation_context() =>
        Types().That().ResideInNamespaceMatching("^Fixia\\.Shared").And().DoNotResideInNamespace("Fixia.Shared.Json")
            .Should().NotDependOnAny(typeof(FixiaJsonContext)).Check(Shared);
}
