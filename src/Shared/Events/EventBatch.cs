using System.Buffers;
using System.Text.Json;

namespace Fixia.Shared.Events;

/// <summary>
/// Packs events into as few Web PubSub messages as possible: an array of envelopes a message, because the service bills
/// and throttles by message.
/// </summary>
public static class EventBatch
{
    /// <summary>
    /// Where one message ends and the next begins, in bytes. The service accepts 1 MB; a phone on a bad network should
    /// not have to take that in one piece.
    /// </summary>
    public const int MaxMessageBytes = 256 * 1024;

    /// <summary>The messages that carry <paramref name="events"/>, in order. A single event is not wrapped in an array.</summary>
    public static IEnumerable<BinaryData> ToMessages(IReadOnlyList<ServerEvent> events)
    {
        for (var next = 0; next < events.Count;)
        {
            yield return Pack(events, ref next);
        }
    }

    private static BinaryData Pack(IReadOnlyList<ServerEvent> events, ref int next)
    {
        if (next == events.Count - 1)
        {
            return events[next++].ToMessage();
        }

        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            do
            {
                events[next++].Write(writer);
            }
            while (next < events.Count && writer.BytesCommitted + writer.BytesPending < MaxMessageBytes);

            writer.WriteEndArray();
        }

        return BinaryData.FromBytes(buffer.WrittenMemory);
    }
}
