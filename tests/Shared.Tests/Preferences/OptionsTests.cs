using System.ComponentModel.DataAnnotations;
using Fixia.Shared.Preferences;
using Microsoft.Extensions.Configuration;

namespace Fixia.Shared.Tests.Preferences;

public sealed class OptionsTests
{
    [Fact]
    public void Required_types_and_defaults_come_from_app_settings()
    {
        var options = Bind(("RequiredTypes:0", "security"), ("RequiredTypes:1", "billing"), ("Defaults:digest", "silent"), ("Defaults:job", "interrupt"));
        Assert.Equal([], Flaws(options));
        var resolver = Vectors.Resolver(options);
        Assert.Equal(new Ruling(Attention.Interrupt, AttentionRule.RequiredType), resolver.Resolve("billing", null, null, default).User);
        Assert.Equal(new Ruling(Attention.Silent, AttentionRule.Default), resolver.Resolve("digest", null, null, default).User);
        Assert.Equal(new Ruling(Attention.Interrupt, AttentionRule.Default), resolver.Resolve("job", null, null, default).User);
    }

    [Theory]
    [InlineData("Defaults:digest", "Silent", "Preferences__Defaults__digest")]
    [InlineData("Defaults:digest", "off", "Preferences__Defaults__digest")]
    [InlineData("Defaults:digest", "1", "Preferences__Defaults__digest")]
    [InlineData("Defaults:digest", "", "Preferences__Defaults__digest")]
    [InlineData("Defaults:security", "silent", "Preferences__Defaults__security")]
    [InlineData("RequiredTypes:1", "", "A type")]
    [InlineData("RequiredTypes:1", "fifty-one-characters-are-one-more-than-a-type-has-x", "A type")]
    [InlineData("Defaults:fifty-one-characters-are-one-more-than-a-type-has-x", "silent", "A type")]
    public void The_app_does_not_start_with_settings_that_mean_nothing(string name, string value, string flaw) =>
        Assert.StartsWith(flaw, Assert.Single(Flaws(Bind(("RequiredTypes:0", "security"), (name, value)))), StringComparison.Ordinal);

    [Fact]
    public void A_default_that_agrees_with_a_required_type_is_no_flaw() =>
        Assert.Empty(Flaws(Bind(("RequiredTypes:0", "security"), ("Defaults:security", "interrupt"))));

    private static PreferenceOptions Bind(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"{PreferenceOptions.Section}:{setting.Name}", (string?)setting.Value)))
            .Build().GetSection(PreferenceOptions.Section).Get<PreferenceOptions>()!;

    private static IEnumerable<string?> Flaws(PreferenceOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.Select(result => result.ErrorMessage);
    }
}
