using System.Text.Json;
using Azure;
using Microsoft.AspNetCore.Connections;
using Microsoft.Azure.Cosmos;

namespace Fixia.Local.Stack;

/// <summary>What the person at the terminal is told when the stack can't start or go on: one line, what is wrong and what to do.</summary>
internal static class StartFailure
{
    public static string Describe(Exception failure) => OneLine(failure switch
    {
        IOException { InnerException: AddressInUseException } => $"A port is taken: {failure.Message} Choose another one; see --help.",
        CosmosException cosmos => $"Cosmos DB can't be used: {MessageOf(cosmos)}",
        RequestFailedException => "Azure Storage can't be used: start it as well (--only ...,storage), or go without what is scheduled (--storage-port 0).",
        HttpRequestException => $"Cosmos DB can't be used: {failure.Message}",

        // Where the message is not ours it may not be a sentence, but it names the file or the address.
        _ when failure.Message.Length > 0 => failure.Message,
        _ => failure.GetType().Name,
    });

    /// <summary>What the service said, without what the SDK puts around it.</summary>
    private static string MessageOf(CosmosException failure)
    {
        try
        {
            using var body = JsonDocument.Parse(failure.ResponseBody);
            return body.RootElement.GetProperty("message").GetString()!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            return failure.Message.Split('\n')[0];
        }
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
