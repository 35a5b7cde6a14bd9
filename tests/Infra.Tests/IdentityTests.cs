using Fixia.Functions.Http;
using Fixia.Shared.Identity;

namespace Fixia.Infra.Tests;

/// <summary>How the app comes to know its tokens and its pages, by the parameters of the template.</summary>
[Collection(nameof(ExpandedTemplates))]
public sealed class IdentityTests(ExpandedTemplates templates)
{
    private const string Issuer = "param jwtIssuer = 'https://fixia.app'";
    private const string Authority = "param jwtAuthority = 'https://login.fixia.app'";
    private const string FurtherSecret = "param jwtFurtherSecretNames = 'jwt-secret-next'";

    private readonly IReadOnlyDictionary<string, string> production = templates.Read("production").AppSettings;

    [Fact]
    public void The_secret_is_a_reference_to_the_one_in_the_vault_and_another_may_count_beside_it()
    {
        Assert.Equal(["Jwt__Secret", "Jwt__Secrets__0"], SecretSettings(production));
        Assert.Matches(@"^\[format\('@Microsoft\.KeyVault\(SecretUri=\{0\}secrets/\{1\}\)', .*\.vaultUri, 'jwt-secret'\)\]$", production["Jwt__Secret"]);
        Assert.EndsWith(".vaultUri, 'jwt-secret-next')]", production["Jwt__Secrets__0"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_is_given_goes_to_the_vault() => Assert.Contains(
        templates.Read("small").All("Microsoft.KeyVault/vaults/secrets"),
        secret => ((string)secret["name"]!).EndsWith("/jwt-secret", StringComparison.Ordinal));

    /// <summary>An app that gets a reference that nothing resolves does not start; so the deployment has to stop before it.</summary>
    [Fact]
    public void A_secret_that_is_not_given_is_read_before_the_app_is_changed()
    {
        var vault = Repository.ReadText("infra", "modules", "keyvault.bicep").ReplaceLineEndings("\n");
        var main = Repository.ReadText("infra", "main.bicep");

        Assert.Contains("existing = if (keepsJwtSecret) {\n  parent: vault\n  name: 'jwt-secret'", vault, StringComparison.Ordinal);
        Assert.Contains("keepsJwtSecret ? [keptJwt!.properties.secretUri] : []", vault, StringComparison.Ordinal);
        Assert.Contains("map(furtherSecrets, secret => secret.properties.secretUri)", vault, StringComparison.Ordinal);
        Assert.Contains("vaultUri: keyVault.outputs.uri", main, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_authority_there_is_no_secret()
    {
        var (errors, template) = await templates.ExpandAsync(Authority);

        Assert.True(template is not null, errors);
        Assert.Equal("https://login.fixia.app", template.AppSettings["Jwt__Authority"]);
        Assert.Empty(SecretSettings(template.AppSettings));
        Assert.DoesNotContain("Jwt__Issuer", template.AppSettings.Keys);
    }

    [Theory]
    [InlineData(Authority, FurtherSecret, "FIXIA_JWT_AUTHORITY or secrets")]
    [InlineData("", "", "FIXIA_JWT_ISSUER is required")]
    [InlineData(Issuer, "param webPubSubUnits = 200", "Standard_S1 has 1, 2,")]
    [InlineData(Issuer, "param webPubSubSku = 'Premium_P2'", "Premium_P2 has 100, 200,")]
    public async Task What_does_not_go_together_is_refused_in_words(string one, string other, string reason)
    {
        var (errors, template) = await templates.ExpandAsync(one, other);

        Assert.Null(template);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tier_of_more_than_100_units_can_be_had()
    {
        var (errors, template) = await templates.ExpandAsync(Issuer, "param webPubSubSku = 'Premium_P2'", "param webPubSubUnits = 300");

        Assert.True(template is not null, errors);
        Assert.Equal(300, (int)template.Single("Microsoft.SignalRService/webPubSub")["sku"]!["capacity"]!);
    }

    [Fact]
    public void The_origins_that_may_call_are_those_whose_pages_may_use_the_cookie()
    {
        var called = templates.Read("production").App["siteConfig"]!["cors"]!["allowedOrigins"]!.AsArray().Select(origin => (string)origin!);
        var trusted = production
            .Where(setting => setting.Key.StartsWith($"{CookieTrustOptions.Section}__{nameof(CookieTrustOptions.TrustedOrigins)}__", StringComparison.Ordinal))
            .OrderBy(setting => setting.Key, StringComparer.Ordinal)
            .Select(setting => setting.Value);
        Assert.Equal(called, trusted);
    }

    private static IEnumerable<string> SecretSettings(IReadOnlyDictionary<string, string> settings) => settings.Keys
        .Where(key => key.StartsWith($"{JwtOptions.Section}__{nameof(JwtOptions.Secret)}", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}
