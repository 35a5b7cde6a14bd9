using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Fixia.Local.Cosmos.Storage;

/// <summary>The file as the disk has it: who may read it, and what is wrong with it when SQLite fails.</summary>
internal static class DataFile
{
    // Less than SQLite needs to begin anything: then a failure to write is a full disk, whatever SQLite calls it.
    private const long LeastFreeBytes = 64 * 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Makes the file if there is none, readable by its owner alone. SQLite gives the files that it puts beside it the same
    /// mode; those that are there already get it here.
    /// </summary>
    public static void Protect(string dataFile)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        new FileStream(dataFile, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite,
            UnixCreateMode = OwnerOnly,
        }).Dispose();
        foreach (var file in ((string[])[dataFile, dataFile + "-wal", dataFile + "-shm"]).Where(File.Exists))
        {
            if (File.GetUnixFileMode(file) != OwnerOnly)
            {
                File.SetUnixFileMode(file, OwnerOnly);
            }
        }
    }

    /// <summary>
    /// SQLite takes a write-ahead log that does not begin as one for none, and what was answered from it would be gone without a
    /// word (https://sqlite.org/fileformat2.html#walformat). A log of zeros is one that never reached the disk.
    /// </summary>
    /// <exception cref="DataFileException">The log is damaged.</exception>
    public static void RequireSoundLog(string dataFile)
    {
        var log = dataFile + "-wal";
        if (!File.Exists(log))
        {
            return;
        }

        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> start = stackalloc byte[4];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && BinaryPrimitives.ReadUInt32BigEndian(start) is not (0x377f0682 or 0x377f0683 or 0))
        {
            throw Damaged(dataFile, new InvalidDataException($"{log} is no write-ahead log."));
        }
    }

    /// <summary>What is wrong, and what to do about it.</summary>
    public static DataFileException Explain(string dataFile, SqliteException error) => error.SqliteErrorCode switch
    {
        SQLITE_CORRUPT or SQLITE_NOTADB => Damaged(dataFile, error),
        SQLITE_FULL => Full(dataFile, error),
        SQLITE_IOERR or SQLITE_CANTOPEN when FreeBytes(dataFile) < LeastFreeBytes => Full(dataFile, error),
        SQLITE_BUSY or SQLITE_LOCKED => InUse(dataFile, error),
        SQLITE_ERROR => new DataFileException($"The data file {dataFile} can't be used: {error.Message}", error),
        _ => Closed(dataFile, error),
    };

    public static DataFileException Closed(string dataFile, Exception error) => new(
        $"The data file {dataFile} can't be used: {error.Message.TrimEnd('.')}. Make the file and its folder readable and writable, or choose another place.",
        error);

    public static DataFileException Damaged(string dataFile, Exception error) => new(
        $"The data file {dataFile} is damaged. Put a copy of it back, or delete it and the files that are named {Path.GetFileName(dataFile)}-* to begin anew.",
        error)
    {
        IsDamage = true,
    };

    public static DataFileException InUse(string dataFile, Exception error) => new(
        $"The data file {dataFile} is in use by another process. Stop that one, or choose another place.", error);

    private static DataFileException Full(string dataFile, Exception error) => new(
        $"The disk of the data file {dataFile} is full. Free some space; nothing that was stored is lost.", error);

    private static long FreeBytes(string dataFile)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(dataFile))!).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue;
        }
    }
}
