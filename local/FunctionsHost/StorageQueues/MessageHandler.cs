using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Settings;
using Fixia.Local.FunctionsHost.Worker;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost.StorageQueues;

/// <summary>
/// Hands one message to a function and settles it: deleted when the function succeeded, visible again when it failed, in the
/// poison queue when it did so too often. A message that was cut off, by the end of its worker or of the host, comes again.
/// </summary>
internal sealed partial class MessageHandler(
    Function function, QueueTriggerSettings settings, FunctionInvoker invoker, TimeProvider time, ILogger logger, CancellationToken abort)
{
    /// <summary>How long a message is hidden from others, counted anew at each renewal: what the real trigger asks for.</summary>
    public static readonly TimeSpan Invisibility = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan RenewalInterval = Invisibility / 2;
    private static readonly TimeSpan RenewalRetryInterval = TimeSpan.FromMinutes(1);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private enum Outcome
    {
        Succeeded,
        Failed,
        CutOff,
    }

    /// <summary>Runs the function and settles the message. What the account refuses is logged: the message comes again.</summary>
    public async Task HandleAsync(QueueMessage message)
    {
        try
        {
            if (message.DequeueCount > settings.MaxDequeueCount)
            {
                await MoveToPoisonAsync(message, message.PopReceipt);
            }
            else if (Decode(message) is { } text)
            {
                await RunAsync(message, text);
            }
            else
            {
                LogUndecodable(function.Name, message.MessageId);
                await MoveToPoisonAsync(message, message.PopReceipt);
            }
        }
        catch (Exception e) when (StorageConnection.IsFailure(e))
        {
            LogUnsettled(e, function.Name, message.MessageId);
        }
    }

    /// <summary>Lets others have a message that was received and is not going to run.</summary>
    public async Task ReturnAsync(QueueMessage message)
    {
        try
        {
            await ShowAsync(message, message.PopReceipt, TimeSpan.Zero);
        }
        catch (Exception e) when (StorageConnection.IsFailure(e))
        {
            LogUnsettled(e, function.Name, message.MessageId);
        }
    }

    private async Task RunAsync(QueueMessage message, string text)
    {
        using var ended = new CancellationTokenSource();
        var renewing = RenewAsync(message, ended.Token);
        var outcome = await InvokeAsync(message, text);
        await ended.CancelAsync();
        var receipt = await renewing;
        switch (outcome)
        {
            case Outcome.Succeeded:
                await settings.Queue.DeleteMessageAsync(message.MessageId, receipt, CancellationToken.None);
                break;
            case Outcome.CutOff:
                await ShowAsync(message, receipt, TimeSpan.Zero);
                break;
            case Outcome.Failed when message.DequeueCount >= settings.MaxDequeueCount:
                await MoveToPoisonAsync(message, receipt);
                break;
            case Outcome.Failed when settings.Poison is not null:
                await ShowAsync(message, receipt, settings.VisibilityTimeout);
                break;
        }
    }

    private async Task<Outcome> InvokeAsync(QueueMessage message, string text)
    {
        try
        {
            await invoker.InvokeAsync(new Invocation(function, TriggerValue.Text(text)) { Metadata = MetadataOf(message, text) }, abort);
        }
        catch (FunctionFailedException) when (!abort.IsCancellationRequested)
        {
            // The invocation has logged it.
            return Outcome.Failed;
        }
        catch (Exception e) when (e is FunctionFailedException or WorkerLostException or OperationCanceledException)
        {
            return Outcome.CutOff;
        }

        // A function may take the cancellation for success: the message must come again all the same.
        return abort.IsCancellationRequested ? Outcome.CutOff : Outcome.Succeeded;
    }

    /// <summary>Keeps the message hidden until the function has ended.</summary>
    /// <returns>The receipt that the message goes by then: each renewal gives a new one.</returns>
    private async Task<string> RenewAsync(QueueMessage message, CancellationToken ended)
    {
        var receipt = message.PopReceipt;
        var wait = RenewalInterval;
        while (true)
        {
            await Task.Delay(wait, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
            {
                return receipt;
            }

            try
            {
                receipt = await ShowAsync(message, receipt, Invisibility);
                LogRenewed(function.Name, message.MessageId);
                wait = RenewalInterval;
            }
            catch (Exception e) when (StorageConnection.IsFailure(e))
            {
                LogNotRenewed(e, function.Name, message.MessageId);
                wait = RenewalRetryInterval;
            }
        }
    }

    /// <summary>Makes the message visible after that time. Never cancelled: a receipt that did not arrive would lose the message to us.</summary>
    /// <returns>The message's new receipt.</returns>
    private async Task<string> ShowAsync(QueueMessage message, string receipt, TimeSpan after)
    {
        var update = await settings.Queue.UpdateMessageAsync(
            message.MessageId, receipt, visibilityTimeout: after, cancellationToken: CancellationToken.None);
        return update.Value.PopReceipt;
    }

    private async Task MoveToPoisonAsync(QueueMessage message, string receipt)
    {
        if (settings.Poison is null)
        {
            // It stays hidden for a while, which slows down what would repeat it for ever.
            return;
        }

        await settings.Poison.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None);
        await settings.Poison.SendMessageAsync(message.MessageText, CancellationToken.None);
        await settings.Queue.DeleteMessageAsync(message.MessageId, receipt, CancellationToken.None);
        LogPoisoned(function.Name, message.MessageId, message.DequeueCount, settings.Poison.Name);
    }

    /// <summary>The text of the message; null when it is not in the encoding that the settings name.</summary>
    private string? Decode(QueueMessage message)
    {
        if (!settings.IsBase64)
        {
            return message.MessageText;
        }

        try
        {
            return StrictUtf8.GetString(Convert.FromBase64String(message.MessageText));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>As the real trigger has it: numbers and times as JSON.</summary>
    private Dictionary<string, string> MetadataOf(QueueMessage message, string text) => new()
    {
        ["QueueTrigger"] = text,
        ["Id"] = message.MessageId,
        ["PopReceipt"] = message.PopReceipt,
        ["DequeueCount"] = message.DequeueCount.ToString(CultureInfo.InvariantCulture),
        ["InsertionTime"] = JsonSerializer.Serialize(message.InsertedOn ?? time.GetUtcNow()),
        ["ExpirationTime"] = JsonSerializer.Serialize(message.ExpiresOn ?? DateTimeOffset.MaxValue),
        ["NextVisibleTime"] = JsonSerializer.Serialize(message.NextVisibleOn ?? DateTimeOffset.MaxValue),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} got message {MessageId} {Deliveries} times in vain; it is in {Queue} now")]
    private partial void LogPoisoned(string function, string messageId, long deliveries, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} can't read message {MessageId}: it is not Base64 of UTF-8, which extensions.queues.messageEncoding asks for")]
    private partial void LogUndecodable(string function, string messageId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} could not settle message {MessageId}; it comes again unless somebody else has it")]
    private partial void LogUnsettled(Exception exception, string function, string messageId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Function} keeps message {MessageId} hidden from others")]
    private partial void LogRenewed(string function, string messageId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} could not keep message {MessageId} hidden from others")]
    private partial void LogNotRenewed(Exception exception, string function, string messageId);
}
