using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Fixia.Infra.Tests;

/// <summary>Alerts and workbook ask for metrics that the app has, and somebody knows what to do.</summary>
[Collection(nameof(ExpandedTemplates))]
public sealed partial class MonitoringTests(ExpandedTemplates templates)
{
    private readonly Template template = templates.Read("production");

    private IEnumerable<JsonNode> LogAlerts => template.All("Microsoft.Insights/scheduledQueryRules");

    private IEnumerable<JsonNode> MetricAlerts => template.All("Microsoft.Insights/metricAlerts");

    private JsonNode Workbook => JsonNode.Parse((string)template.Single("Microsoft.Insights/workbooks")["properties"]!["serializedData"]!)!;

    private IEnumerable<JsonNode> WorkbookQueries => Workbook["items"]!.AsArray()
        .Where(item => (int)item!["type"]! == 3).Select(item => item!["content"]!);

    [Fact]
    public void Every_query_asks_for_metrics_and_dimensions_that_the_app_records()
    {
        var recorded = RecordedMetrics.Collect();
        var queries = LogAlerts.Select(alert => (string)alert["properties"]!["criteria"]!["allOf"]![0]!["query"]!)
            .Concat(WorkbookQueries.Select(query => (string)query["query"]!))
            .Where(query => query.Contains("customMetrics", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(queries);
        Assert.All(queries, query =>
        {
            var names = MetricName().Matches(query).Select(match => match.Groups[1].Value).ToList();
            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.Contains(name, recorded.Keys));
            Assert.All(Dimension().Matches(query), match =>
            {
                var values = names.Where(name => recorded[name].ContainsKey(match.Groups[1].Value)).SelectMany(name => recorded[name][match.Groups[1].Value]).ToList();
                Assert.NotEmpty(values);
                Assert.True(!match.Groups[2].Success || values.Contains(match.Groups[2].Value), $"{match.Value}: the app records {string.Join(", ", values)}.");
            });
        });
    }

    [Fact]
    public void What_the_operator_must_hear_of_has_an_alert() => Assert.Equal(
        [
            "batches-stalled",
            "change-feed-lag",
            "change-feed-silent",
            "cosmos-throttled",
            "dead-letters",
            "negotiate-failures",
            "push-failures",
            "queue-lag",
            "scheduled-overdue",
            "webpubsub-connection-quota",
            "webpubsub-server-load",
            "webpubsub-upstream-failures",
        ],
        AlertNames().Order(StringComparer.Ordinal));

    [Fact]
    public void Operations_says_what_to_do_for_every_alert()
    {
        var guide = Repository.ReadText("docs", "operations.md");

        Assert.All(AlertNames(), name => Assert.Contains($"### `{name}`", guide, StringComparison.Ordinal));
    }

    [Fact]
    public void Alerts_reach_somebody_when_an_address_is_given_and_exist_all_the_same_without()
    {
        var group = (string)template.Single("Microsoft.Insights/actionGroups")["id"]!;
        Assert.All(LogAlerts, alert => Assert.Equal(group, (string)alert["properties"]!["actions"]!["actionGroups"]![0]!));
        Assert.All(MetricAlerts, alert => Assert.Equal(group, (string)alert["properties"]!["actions"]![0]!["actionGroupId"]!));

        var small = templates.Read("small");
        Assert.Empty(small.All("Microsoft.Insights/actionGroups"));
        Assert.Equal(LogAlerts.Count(), small.All("Microsoft.Insights/scheduledQueryRules").Count());
    }

    [Theory]
    [InlineData("Active connections")]
    [InlineData("Connection success rate")]
    [InlineData("Reconnections")]
    [InlineData("Delivery latency")]
    public void The_workbook_shows(string figure) =>
        Assert.Contains(WorkbookQueries, query => ((string)query["title"]!).StartsWith(figure, StringComparison.Ordinal));

    [Fact]
    public void The_workbook_asks_the_resources_of_this_deployment()
    {
        var resources = WorkbookQueries.Select(query => (string)Assert.Single(query["crossComponentResources"]!.AsArray())!).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(
            new[] { "Microsoft.Insights/components", "Microsoft.OperationalInsights/workspaces" }.Select(type => (string)template.Single(type)["id"]!),
            resources);
    }

    /// <summary>The names without the environment that they end with.</summary>
    private IEnumerable<string> AlertNames() =>
        LogAlerts.Concat(MetricAlerts).Select(alert => ((string)alert["name"]!).Replace("-fixia-production", "", StringComparison.Ordinal));

    [GeneratedRegex("name == '([^']+)'")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"customDimensions\['(\w+)'\]\)(?: [=!]= '(\w+)')?")]
    private static partial Regex Dimension();
}
