using System.Text.Json.Nodes;
using Fixia.Functions.Http;

namespace Fixia.Infra.Tests;

/// <summary>No keys where identities do, no page of another origin, nothing unwatched.</summary>
[Collection(nameof(ExpandedTemplates))]
public sealed class SecurityTests(ExpandedTemplates templates)
{
    private readonly Template template = templates.Read("production");

    [Theory]
    [InlineData("Microsoft.SignalRService/webPubSub", "disableLocalAuth", true)]
    [InlineData("Microsoft.DocumentDB/databaseAccounts", "disableLocalAuth", true)]
    [InlineData("Microsoft.DocumentDB/databaseAccounts", "disableKeyBasedMetadataWriteAccess", true)]
    [InlineData("Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", false)]
    [InlineData("Microsoft.Storage/storageAccounts", "allowBlobPublicAccess", false)]
    [InlineData("Microsoft.KeyVault/vaults", "enableRbacAuthorization", true)]
    [InlineData("Microsoft.Insights/components", "DisableLocalAuth", true)]
    [InlineData("Microsoft.Web/sites", "httpsOnly", true)]
    public void A_service_takes_identities_and_not_keys(string type, string property, bool value) =>
        Assert.Equal(value, (bool)template.Single(type)["properties"]![property]!);

    [Fact]
    public void Deployment_passwords_are_off() => Assert.Equal(
        ["ftp", "scm"],
        template.All("Microsoft.Web/sites/basicPublishingCredentialsPolicies")
            .Where(policy => !(bool)policy["properties"]!["allow"]!)
            .Select(policy => ((string)policy["name"]!).Split('/')[^1])
            .Order());

    [Theory]
    [InlineData("Microsoft.SignalRService/webPubSub")]
    [InlineData("Microsoft.DocumentDB/databaseAccounts")]
    [InlineData("Microsoft.Storage/storageAccounts/blobServices")]
    [InlineData("Microsoft.Storage/storageAccounts/queueServices")]
    [InlineData("Microsoft.KeyVault/vaults")]
    [InlineData("Microsoft.Web/sites")]
    [InlineData("Microsoft.OperationalInsights/workspaces")]
    public void A_service_sends_its_diagnostics_to_the_workspace(string type)
    {
        var setting = template.All("Microsoft.Insights/diagnosticSettings").Single(
            setting => ((string)setting["id"]!).StartsWith($"{template.Single(type)["id"]}/providers/Microsoft.Insights/diagnosticSettings/", StringComparison.Ordinal));

        Assert.Equal((string)template.Single("Microsoft.OperationalInsights/workspaces")["id"]!, (string)setting["properties"]!["workspaceId"]!);
    }

    [Fact]
    public void The_app_has_the_roles_that_it_needs_and_no_other()
    {
        var roles = template.All("Microsoft.Authorization/roleAssignments")
            .Where(role => ((string)role["properties"]!["principalId"]!).Contains("userAssignedIdentities", StringComparison.Ordinal))
            .Select(role => ((string)role["properties"]!["roleDefinitionId"]!).Split('\'')[1])
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "Key Vault Secrets User",
                "Monitoring Metrics Publisher",
                "Storage Blob Data Owner",
                "Storage Queue Data Contributor",
                "Storage Table Data Contributor",
                "Web PubSub Service Owner",
            ],
            roles);
        Assert.EndsWith(
            "/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002",
            (string)template.Single("Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments")["properties"]!["roleDefinitionId"]!,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_configured_origins_may_call_and_their_pages_may_send_the_cookie()
    {
        var cors = template.App["siteConfig"]!["cors"]!;
        var sample = JsonNode.Parse(Repository.ReadText("local.settings.sample.json"))!["Host"]!;

        Assert.Equal(["https://fixia.app", "https://www.fixia.app"], cors["allowedOrigins"]!.AsArray().Select(origin => (string)origin!));
        Assert.NotEmpty(HttpApi.TokenCookie);
        Assert.True((bool)cors["supportCredentials"]!);
        Assert.Equal((bool)sample["CORSCredentials"]!, (bool)cors["supportCredentials"]!);
    }

    [Theory]
    [InlineData("small")]
    [InlineData("production")]
    public void No_output_is_a_secret(string name)
    {
        var outputs = templates.Read(name).Outputs;

        Assert.NotEmpty(outputs);
        Assert.All(outputs, output => Assert.DoesNotMatch("(?i)listKeys|listSecrets|connectionString|[.]keys?[^a-z]", output.Value!.ToJsonString()));
    }
}
