using System.Buffers.Binary;

namespace Fixia.Local.Cosmos.Protocol;

/// <summary>
/// The service's own ids (<c>_rid</c>): a database has 4 bytes; a container has those and 4 of its own with the top bit
/// set; a document has those and 8 of its own. In base64 with '-' in place of '/'. The SDK reads the parent's id from a
/// child's (https://learn.microsoft.com/rest/api/cosmos-db/databases describes _rid as hierarchical).
/// </summary>
internal static class ResourceIds
{
    public static string Database(int number)
    {
        Span<byte> id = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(id, number);
        return Encode(id);
    }

    public static string Container(int database, int number)
    {
        Span<byte> id = stackalloc byte[8];
        WriteContainer(id, database, number);
        return Encode(id);
    }

    public static string Document(int database, int container, long number)
    {
        Span<byte> id = stackalloc byte[16];
        WriteContainer(id, database, container);

        // The top 4 bits of the last byte tell the kind of the resource: 0 is a document. Little endian keeps them clear.
        BinaryPrimitives.WriteInt64LittleEndian(id[8..], number);
        return Encode(id);
    }

    private static void WriteContainer(Span<byte> id, int database, int container)
    {
        BinaryPrimitives.WriteInt32BigEndian(id, database);
        BinaryPrimitives.WriteInt32BigEndian(id[4..], container);
        id[4] |= 0x80;
    }

    private static string Encode(ReadOnlySpan<byte> id) => Convert.ToBase64String(id).Replace('/', '-');
}
