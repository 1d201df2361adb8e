using System.Data.Common;

namespace OrleansFederation.Databases;

/// <summary>
/// A database that runs lists of statements. A list of writes is one transaction: on Postgres one round trip, on SQLite one flush.
/// Faults that a user can mend come out as FED2003, FED2004 or FED2009.
/// </summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>The name under which Orleans' AdoNet providers know the database.</summary>
    public abstract string Invariant { get; }

    /// <summary>The folder of the migrations: <c>sqlite</c> or <c>postgres</c>.</summary>
    public abstract string Dialect { get; }

    /// <summary>Where the database is, for messages; without credentials.</summary>
    public abstract string Place { get; }

    /// <summary>Connections as Orleans' AdoNet providers may open them.</summary>
    public abstract DbDataSource DataSource { get; }

    /// <summary>The statement that makes processes which migrate at once wait for each other, in a transaction; null where none is needed.</summary>
    public abstract string? MigrationLock { get; }

    /// <summary>SQL that spreads a JSON array parameter to a table with the columns <c>key</c> (rising) and <c>value</c> (an object).</summary>
    /// <param name="parameter">The parameter's name, without the at sign.</param>
    public abstract string Rows(string parameter);

    /// <summary>Refuses a server that lacks what the schema needs.</summary>
    /// <param name="connection">An open connection.</param>
    /// <exception cref="Errors.FederationException">FED2003 where it is too old.</exception>
    public abstract void RequireServer(DbConnection connection);

    /// <summary>Tells whether an exception means that a table does not exist.</summary>
    /// <param name="exception">The exception.</param>
    public abstract bool IsMissingTable(DbException exception);

    /// <summary>Gives the error that a fault means to a user; null where it is a defect of ours.</summary>
    /// <param name="exception">The fault.</param>
    public abstract Errors.FederationException? Translate(Exception exception);

    /// <summary>Runs writes in one transaction.</summary>
    /// <param name="statements">The statements, in order.</param>
    /// <param name="cancellationToken">Cancels before the commit; afterwards it has no effect.</param>
    public Task WriteAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken) =>
        RunAsync(statements, write: true, static () => (object?)null, static (_, _, _) => { }, cancellationToken);

    /// <summary>Runs writes in one transaction, and gives the rows of the last statement.</summary>
    /// <param name="statements">The statements, in order; the last is a query.</param>
    /// <param name="read">Makes a value of a row.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task<List<T>> WriteAsync<T>(IReadOnlyList<Statement> statements, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var last = statements.Count - 1;
        return RunAsync(statements, write: true, static () => new List<T>(), (rows, statement, row) =>
        {
            if (statement == last)
            {
                rows.Add(read(row));
            }
        }, cancellationToken);
    }

    /// <summary>Runs writes in one transaction, and gives the rows of all statements that have any.</summary>
    /// <param name="statements">The statements, in order.</param>
    /// <param name="start">Makes what the rows are gathered in; called again where a broken connection makes the database start over.</param>
    /// <param name="row">Takes a row with the index of its statement.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task<T> WriteAsync<T>(IReadOnlyList<Statement> statements, Func<T> start, Action<T, int, DbDataReader> row, CancellationToken cancellationToken) =>
        RunAsync(statements, write: true, start, row, cancellationToken);

    /// <summary>Reads rows.</summary>
    /// <param name="statement">The query.</param>
    /// <param name="read">Makes a value of a row.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<List<T>> ReadAsync<T>(Statement statement, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        RunAsync([statement], write: false, static () => new List<T>(), (rows, _, row) => rows.Add(read(row)), cancellationToken);

    /// <summary>Reads the rows of several queries.</summary>
    /// <param name="statements">The queries.</param>
    /// <param name="start">Makes what the rows are gathered in; called again where a broken connection makes the database start over.</param>
    /// <param name="row">Takes a row with the index of its query.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<T> ReadAsync<T>(IReadOnlyList<Statement> statements, Func<T> start, Action<T, int, DbDataReader> row, CancellationToken cancellationToken) =>
        RunAsync(statements, write: false, start, row, cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Runs statements: writes in one transaction, reads on one snapshot where the database is SQLite.</summary>
    protected abstract Task<T> RunAsync<T>(IReadOnlyList<Statement> statements, bool write, Func<T> start, Action<T, int, DbDataReader> row, CancellationToken cancellationToken);
}
