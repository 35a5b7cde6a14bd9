using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.Versioning;
using Fixia.Functions;
using Fixia.Functions.Http;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Identity;
using Fixia.Shared.Realtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fixia.Infra.Tests;

/// <summary>The app settings of the template are the ones that the code reads.</summary>
[Collection(nameof(ExpandedTemplates))]
public sealed class SettingsTests(ExpandedTemplates templates)
{
    private readonly IReadOnlyDictionary<string, string> settings = templates.Read("production").AppSettings;

    [Theory]
    [InlineData("small")]
    [InlineData("production")]
    public async Task The_app_starts_with_the_settings_of_the_template(string name)
    {
        await using var app = new ServiceCollection().AddLogging().AddFixia(Configuration(name)).BuildServiceProvider();

        Assert.NotEmpty(app.GetRequiredService<IOptions<JwtOptions>>().Value.Audience);
        Assert.True(app.GetRequiredService<IOptions<RealtimeOptions>>().Value.PushParallelism > 0);
    }

    [Fact]
    public void The_connections_are_the_ones_that_the_triggers_name_and_use_the_identity()
    {
        Assert.Contains("documentEndpoint", settings[$"{FixiaDatabase.Connection}__accountEndpoint"], StringComparison.Ordinal);
        Assert.Contains("hostName", settings[$"{Hub.Connection}__serviceUri"], StringComparison.Ordinal);
        Assert.All([FixiaDatabase.Connection, Hub.Connection, "AzureWebJobsStorage"], connection =>
        {
            Assert.False(settings.ContainsKey(connection), $"{connection} would hold a connection string.");
            Assert.Equal("managedidentity", settings[$"{connection}__credential"]);
            Assert.Contains("clientId", settings[$"{connection}__clientId"], StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(JwtOptions.Section, typeof(JwtOptions))]
    [InlineData(RealtimeOptions.Section, typeof(RealtimeOptions))]
    [InlineData(CookieTrustOptions.Section, typeof(CookieTrustOptions))]
    public void Every_setting_of_a_section_is_an_option_and_every_required_option_is_set(string section, Type options)
    {
        var set = settings.Keys.Where(key => key.StartsWith(section + "__", StringComparison.Ordinal)).Select(key => key.Split("__")[1]).ToHashSet();
        var known = options.GetProperties().Select(property => property.Name).ToHashSet();
        var required = options.GetProperties().Where(property => property.GetCustomAttribute<RequiredAttribute>() is not null).Select(property => property.Name);

        Assert.NotEmpty(set);
        Assert.Subset(known, set);
        Assert.Superset(required.ToHashSet(), set);
    }

    [Fact]
    public void A_template_without_such_parameters_keeps_the_defaults_of_the_code()
    {
        var configured = Configuration("small").GetSection(RealtimeOptions.Section).Get<RealtimeOptions>();

        Assert.Equivalent(new RealtimeOptions(), configured, strict: true);
    }

    [Fact]
    public void No_setting_holds_a_key() => Assert.All(settings.Values, value =>
    {
        Assert.DoesNotContain("listKeys", value, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("AccountKey=", value, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("AccessKey=", value, StringComparison.OrdinalIgnoreCase);
    });

    [Fact]
    public void No_setting_is_one_that_Flex_Consumption_refuses() =>
        Assert.DoesNotContain(settings.Keys, key => key.StartsWith("FUNCTIONS_", StringComparison.Ordinal) || key.StartsWith("WEBSITE_", StringComparison.Ordinal));

    [Fact]
    public void The_runtime_is_the_one_that_the_app_is_built_for()
    {
        var built = new FrameworkName(typeof(FixiaServices).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName).Version;
        var runtime = templates.Read("production").App["functionAppConfig"]!["runtime"]!;

        Assert.Equal("dotnet-isolated", (string)runtime["name"]!);
        Assert.Equal(built.ToString(2), (string)runtime["version"]!);
    }

    /// <summary>The settings as the app would see them; what only Azure can fill in is filled in with an example.</summary>
    private IConfiguration Configuration(string name) => new ConfigurationBuilder()
        .AddInMemoryCollection(templates.Read(name).AppSettings.Select(setting => KeyValuePair.Create(
            setting.Key.Replace("__", ":", StringComparison.Ordinal),
            setting.Value switch
            {
                ['[', ..] when setting.Value.Contains("@Microsoft.KeyVault", StringComparison.Ordinal) => new string('s', JwtOptions.MinSecretBytes),
                // Expressions that only a deployment evaluates: what they give has the form of these.
                ['[', ..] when setting.Key == FixiaTelemetry.AuthenticationSetting => "ClientId=id;Authorization=AAD",
                ['[', ..] when setting.Key == FixiaTelemetry.ConnectionSetting =>
                    "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://example.test/",
                ['[', ..] => "https://example.test/",
                var literal => literal,
            }))!)
        .Build();
}
