using System.Security.Cryptography;
using System.Text;

namespace OrleansFederation.Databases;

/// <summary>One SQL statement with its values. The text is constant, so that it is prepared once; all that varies is a parameter.</summary>
/// <param name="Sql">The text, understood by both databases.</param>
/// <param name="Parameters">The values.</param>
/// <param name="ReturnsRows">Whether it answers with rows.</param>
/// <param name="IsLock">Whether it only makes writers wait for each other, which SQLite's single writer does anyway.</param>
internal sealed record Statement(string Sql, Parameter[] Parameters, bool ReturnsRows, bool IsLock)
{
    /// <summary>A statement that answers with rows.</summary>
    public static Statement Query(string sql, params Parameter[] parameters) => new(sql, parameters, ReturnsRows: true, IsLock: false);

    /// <summary>A statement that answers with nothing.</summary>
    public static Statement Command(string sql, params Parameter[] parameters) => new(sql, parameters, ReturnsRows: false, IsLock: false);

    /// <summary>
    /// Makes transactions on one thing run one after another, until the end of the transaction. The statements that follow see what
    /// the transaction before has committed.
    /// </summary>
    /// <param name="name">The thing, for example <c>model/mnist</c>.</param>
    public static Statement Lock(string name) =>
        new("select pg_advisory_xact_lock(@key)", [Parameter.Integer("key", LockKey(name))], ReturnsRows: true, IsLock: true);

    /// <summary>Gives the number that stands for a name among the database's locks.</summary>
    /// <param name="name">The name.</param>
    public static long LockKey(string name) => BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
