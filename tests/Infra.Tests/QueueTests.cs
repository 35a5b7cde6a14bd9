using System.Reflection;
using System.Text.Json.Nodes;
using Fixia.Functions;
using Fixia.Shared.Batches;
using Fixia.Shared.Data;
using Fixia.Shared.Schedule;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Infra.Tests;

/// <summary>The queue of the template is the one that the code sends to and that a trigger reads, in one encoding.</summary>
[Collection(nameof(ExpandedTemplates))]
public sealed class QueueTests(ExpandedTemplates templates)
{
    private readonly Template template = templates.Read("production");

    private static IReadOnlyList<QueueTriggerAttribute> Triggers =>
    [
        .. typeof(FixiaServices).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>())
            .OfType<QueueTriggerAttribute>(),
    ];

    [Fact]
    public void Every_queue_that_a_trigger_reads_is_created_up_front_in_the_account_of_its_connection()
    {
        var created = template.All("Microsoft.Storage/storageAccounts/queueServices/queues").Select(queue => ((string)queue["name"]!).Split('/')[^1]);

        string[] queues = [ScheduleQueue.Name, BatchQueue.Name, BatchQueue.CriticalName];
        var read = queues.Concat(queues.Select(name => $"{name}-poison")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(read, created.Order(StringComparer.Ordinal));
        Assert.Equal(read, Triggers.Select(trigger => trigger.QueueName).Order(StringComparer.Ordinal));
        Assert.All(Triggers, trigger => Assert.Equal(WorkQueues.Connection, trigger.Connection));
        Assert.Contains($"{WorkQueues.Connection}__accountName", template.AppSettings.Keys);
    }

    [Fact]
    public void The_host_reads_messages_in_the_encoding_in_which_the_app_writes_them()
    {
        var queues = JsonNode.Parse(Repository.ReadText("host.json"))!["extensions"]!["queues"]!;

        Assert.Equal("base64", (string)queues["messageEncoding"]!);
        Assert.Equal(WorkQueues.MaxDequeueCount, (int)queues["maxDequeueCount"]!);
        Assert.True(TimeSpan.Parse((string)queues["maxPollingInterval"]!, null) <= ScheduleQueue.Spread);
    }
}
