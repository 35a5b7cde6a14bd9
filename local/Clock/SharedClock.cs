using System.IO.MemoryMappedFiles;

namespace Fixia.Local.Clock;

/// <summary>
/// A clock that can be set forward, and shows the same in every process that has the same file: it holds by how much the
/// clock is ahead of the machine's, in ticks of 100 ns, as a little-endian number of 64 bits. Timers are the machine's.
/// </summary>
public sealed class SharedClock : TimeProvider, IDisposable
{
    /// <summary>The environment variable that names the file to a process.</summary>
    public const string FileVariable = "FIXIA_CLOCK";

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _ahead;

    /// <summary>Reads the clock of a file that is there.</summary>
    /// <exception cref="IOException">It is not, or holds less than such a number.</exception>
    public SharedClock(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (file.Length != sizeof(long))
        {
            throw new IOException($"{path} holds no clock.");
        }

        _file = MemoryMappedFile.CreateFromFile(file, mapName: null, sizeof(long), MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _ahead = _file.CreateViewAccessor(0, sizeof(long));
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(_ahead.ReadInt64(0));

    /// <summary>Sets it, for all processes. False when it is past that already: what has happened can't be undone.</summary>
    public bool TrySetForward(DateTimeOffset to)
    {
        var by = to - GetUtcNow();
        if (by <= TimeSpan.Zero)
        {
            return false;
        }

        _ahead.Write(0, _ahead.ReadInt64(0) + by.Ticks);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ahead.Dispose();
        _file.Dispose();
    }
}
