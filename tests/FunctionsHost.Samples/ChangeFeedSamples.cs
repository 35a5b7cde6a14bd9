using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Samples;

public sealed class ChangeFeedSamples(Recorder recorder)
{
    private const string Database = "%CosmosDatabase%";

    [Function("Elements")]
    [FixedDelayRetry(-1, "00:00:00.050")]
    public async Task ElementsAsync(
        [CosmosDBTrigger(
            Database, "retried", Connection = "CosmosDB", LeaseContainerPrefix = "elements-", FeedPollDelay = 50, LeaseAcquireInterval = 200,
            MaxItemsPerInvocation = 2, StartFromBeginning = true)]
        IReadOnlyList<JsonElement> changes,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        recorder.Add("elements tried", context.RetryContext.RetryCount);
        recorder.Started.TrySetResult();
        if (recorder.FailuresLeft > 0)
        {
            recorder.FailuresLeft--;
            throw new InvalidOperationException("A batch that fails");
        }

        if (recorder.MakesChangesWait)
        {
            try
            {
                await recorder.Release.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (recorder.TakesCancellationForSuccess)
            {
                return;
            }
        }

        recorder.Add("elements", changes.Select(change => change.GetProperty("id").GetString()!).ToArray());
    }

    [Function("Documents")]
    public void Documents(
        [CosmosDBTrigger(Database, "skipped", LeaseContainerPrefix = "documents-", FeedPollDelay = 50, LeaseAcquireInterval = 200, StartFromBeginning = true)]
        SampleDocument[] changes)
    {
        foreach (var change in changes)
        {
            recorder.Add("document", change.Name);
            if (change.Name == "poison")
            {
                throw new InvalidOperationException("A document that fails");
            }
        }
    }

    [Function("Patient")]
    [FixedDelayRetry(-1, "01:00:00")]
    public static void Patient(
        [CosmosDBTrigger(Database, "patient", LeaseContainerPrefix = "patient-", FeedPollDelay = 50, LeaseAcquireInterval = 200, StartFromBeginning = true)]
        IReadOnlyList<JsonElement> changes) => throw new InvalidOperationException("A batch that fails");

    [Function("Raw")]
    [ExponentialBackoffRetry(2, "00:00:00.010", "00:00:00.050")]
    public void Raw(
        [CosmosDBTrigger(Database, "skipped", LeaseContainerPrefix = "raw-", FeedPollDelay = 50, LeaseAcquireInterval = 200, StartFromBeginning = true)]
        string changes)
    {
        recorder.Add("raw", changes);
        if (changes.Contains("poison", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("A document that fails");
        }
    }

    [Function("Everything")]
    public void Everything(
        [CosmosDBTrigger(Database, "dated", LeaseContainerPrefix = "everything-", FeedPollDelay = 50, LeaseAcquireInterval = 200, StartFromBeginning = true)]
        SampleDocument[] changes) => Array.ForEach(changes, change => recorder.Add("everything", change.Name));

    [Function("Recent")]
    public void Recent(
        [CosmosDBTrigger(
            Database, "dated", LeaseContainerName = "made-by-the-trigger", CreateLeaseContainerIfNotExists = true, FeedPollDelay = 50,
            LeaseAcquireInterval = 200, StartFromTime = "2024-01-01T00:00:00Z")]
        SampleDocument[] changes) => Array.ForEach(changes, change => recorder.Add("recent", change.Name));
}
