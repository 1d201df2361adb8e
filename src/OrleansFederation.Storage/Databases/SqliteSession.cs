using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace OrleansFederation.Databases;

/// <summary>One open connection and the statements prepared on it. Used by one caller at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    /// <summary>Runs statements; in a transaction where there are several, or where one must.</summary>
    public T Run<T>(IReadOnlyList<Statement> statements, bool write, Func<T> start, Action<T, int, DbDataReader> row)
    {
        var result = start();
        var transaction = statements.Count > 1;
        if (transaction)
        {
            Prepared(write ? "begin immediate" : "begin").ExecuteNonQuery();
        }

        try
        {
            for (var index = 0; index < statements.Count; index++)
            {
                Run(statements[index], index, result, row);
            }

            if (transaction)
            {
                Prepared("commit").ExecuteNonQuery();
            }
        }
        catch when (transaction)
        {
            // SQLite rolls back by itself after some faults (a full disk is one); then there is nothing left to roll back.
            if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle!) == 0)
            {
                Prepared("rollback").ExecuteNonQuery();
            }

            throw;
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private void Run<T>(Statement statement, int index, T result, Action<T, int, DbDataReader> row)
    {
        if (statement.IsLock)
        {
            return;
        }

        var command = Prepared(statement.Sql);
        Bind(command, statement.Parameters);
        if (!statement.ReturnsRows)
        {
            command.ExecuteNonQuery();
            return;
        }

        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            row(result, index, reader);
        }
    }

    private SqliteCommand Prepared(string sql)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this project; every value is a parameter.
            command.CommandText = sql;
#pragma warning restore CA2100
            _prepared.Add(sql, command);
        }

        return command;
    }

    private static void Bind(SqliteCommand command, Parameter[] parameters)
    {
        if (command.Parameters.Count == 0)
        {
            foreach (var parameter in parameters)
            {
                command.Parameters.Add(new SqliteParameter("@" + parameter.Name, null));
            }
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i].Value switch
            {
                null => DBNull.Value,
                DateTimeOffset instant => RowReading.InstantText(instant),
                var value => value,
            };
        }
    }
}
