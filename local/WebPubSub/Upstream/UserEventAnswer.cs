using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Upstream;

/// <summary>What a handler answers a user event with: reference-cloud-events, Success response format.</summary>
internal static class UserEventAnswer
{
    /// <summary>The message for the client, or null when there is none.</summary>
    /// <exception cref="UpstreamException">The body is not what its media type says.</exception>
    public static MessageData? Read(UpstreamResponse response)
    {
        var metadata = MetadataOf(response);
        if (response.Body.IsEmpty)
        {
            return metadata is null ? null : MessageData.Empty with { Metadata = metadata };
        }

        var type = MessageData.TypeOf(response.MediaType ?? "application/octet-stream")
            ?? throw new UpstreamException($"the answer's media type '{response.MediaType}' is none that the service takes");
        if (type == DataType.Json && !JsonText.IsValid(response.Body.Span))
        {
            throw new UpstreamException("the answer is not valid JSON");
        }

        return new MessageData(type, response.Body) { Metadata = metadata };
    }

    private static IReadOnlyDictionary<string, string>? MetadataOf(UpstreamResponse response)
    {
        try
        {
            return Metadata.Read(response.Headers);
        }
        catch (ProtocolException error)
        {
            throw new UpstreamException(error.Message, error);
        }
    }
}
