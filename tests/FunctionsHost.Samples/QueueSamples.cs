using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Samples;

public sealed class QueueSamples(Recorder recorder)
{
    /// <summary>Takes what the host hands to nobody: tests switch it off.</summary>
    [Function("SdkMessage")]
    public static void TakeSdkMessage([QueueTrigger("%Queue%", Connection = "QueueStorage")] QueueMessage message) => ArgumentNullException.ThrowIfNull(message);

    /// <summary>Does what the message says: fails, fails once, dies once with its whole process, waits, or just succeeds.</summary>
    [Function("Message")]
    public async Task MessageAsync(
        [QueueTrigger("%Queue%", Connection = "QueueStorage")] string text, long dequeueCount, FunctionContext context, CancellationToken cancellationToken)
    {
        recorder.Add("message tried", text);
        recorder.Add("message metadata", context.BindingContext.BindingData.ToDictionary(
            value => value.Key, value => Convert.ToString(value.Value, CultureInfo.InvariantCulture)));
        switch (text)
        {
            case "fails":
            case "fails once" when dequeueCount == 1:
                throw new InvalidOperationException("A message that fails");
            case "dies once" when dequeueCount == 1:
                Process.GetCurrentProcess().Kill();
                break;
        }

        if (text.StartsWith("waits", StringComparison.Ordinal))
        {
            recorder.Add("message waits", recorder.Waiting.Enter());
            try
            {
                await recorder.Waiting.Gate.WaitAsync(cancellationToken);
            }
            finally
            {
                recorder.Waiting.Leave();
            }
        }

        recorder.Add("message", text);
    }
}
