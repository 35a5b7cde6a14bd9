using System.Net.WebSockets;
using System.Text;

namespace Fixia.Attack.Tests.Corpus;

/// <summary>One input of the corpus.</summary>
/// <param name="Index">Its number, from which alone, with the seed, it was made.</param>
/// <param name="Kind">What it is sent to.</param>
/// <param name="Bytes">The request, or the frame.</param>
internal sealed record Input(int Index, string Kind, byte[] Bytes)
{
    private const int Shown = 600;

    /// <summary>Whether a function is sure to answer it, so that a refusal is problem details.</summary>
    public bool IsForFunction { get; init; }

    /// <summary>Whether nobody but the service could send it; when it is not, nothing may come of it.</summary>
    public bool IsSigned { get; init; } = true;

    /// <summary>Whether its framing may make a server wait for more.</summary>
    public bool IsLast { get; init; }

    /// <summary>The type of the frame.</summary>
    public WebSocketMessageType Frame { get; init; } = WebSocketMessageType.Text;

    /// <summary>As much of it as a reader needs.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var b in Bytes.Length <= Shown ? Bytes : [.. Bytes[..(Shown / 2)], .. " ... "u8, .. Bytes[^(Shown / 2)..]])
        {
            text.Append(b is >= 0x20 and < 0x7F or (byte)'\n' ? (char)b : b == '\r' ? "" : $"\\x{b:x2}");
        }

        return $"input {Index}, {Kind}, {Bytes.Length} bytes:\n{text}";
    }
}
