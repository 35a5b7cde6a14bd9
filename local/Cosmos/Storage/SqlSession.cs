using Microsoft.Data.Sqlite;

namespace Fixia.Local.Cosmos.Storage;

/// <summary>One SQLite connection that keeps its compiled statements. Used by one thread at a time.</summary>
internal sealed class SqlSession : IDisposable
{
    private const int MostStatements = 200;

    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> statements = [];

    private SqlSession(SqliteConnection connection) => this.connection = connection;

    /// <summary>
    /// Opens the file. The journal is a write-ahead log and every commit waits for the disk, so that a commit that was
    /// answered outlives the process and a loss of power (https://sqlite.org/pragma.html#pragma_synchronous).
    /// </summary>
    public static SqlSession Open(string dataFile, bool readOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = dataFile, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var session = new SqlSession(connection);
            session.Execute("PRAGMA busy_timeout = 5000");
            session.Execute("PRAGMA journal_mode = WAL");
            session.Execute("PRAGMA synchronous = FULL");
            session.Execute("PRAGMA cache_size = -16384");
            session.Execute($"PRAGMA query_only = {(readOnly ? "ON" : "OFF")}");
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether a transaction is open; SQLite ends one by itself after some failures.</summary>
    public bool InTransaction => SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0;

    public void Execute(string sql, params ReadOnlySpan<object?> arguments) => Prepare(sql, arguments).ExecuteNonQuery();

    /// <summary>The first column of the first row, or null when there is none.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> arguments) =>
        Prepare(sql, arguments).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>Runs a query; the reader must be disposed before the same statement runs again.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> arguments) => Prepare(sql, arguments).ExecuteReader();

    /// <summary>Frees the compiled statements when there are many; called while no reader is open.</summary>
    public void Trim()
    {
        if (statements.Count > MostStatements)
        {
            ForgetStatements();
        }
    }

    public void Dispose()
    {
        ForgetStatements();
        connection.Dispose();
    }

    /// <param name="sql">A statement with parameters $0, $1 and so on.</param>
    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> arguments)
    {
        if (!statements.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < arguments.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            }

            statements.Add(sql, command);
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = command.Parameters[i];
            parameter.ResetSqliteType();
            parameter.Value = arguments[i] ?? DBNull.Value;
        }

        return command;
    }

    private void ForgetStatements()
    {
        foreach (var command in statements.Values)
        {
            command.Dispose();
        }

        statements.Clear();
    }
}
