using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Errors;

namespace OrleansFederation.Storage;

/// <summary>What a silo keeps, open: the database as far as its role reaches, and its files.</summary>
public interface ISiloStorage : IAsyncDisposable
{
    /// <summary>The name under which Orleans' AdoNet providers know the database; goes with <see cref="DataSource"/>.</summary>
    string Invariant { get; }

    /// <summary>Connections for Orleans' AdoNet providers. Owned here: dispose this object after the silo.</summary>
    DbDataSource DataSource { get; }

    /// <summary>Where the rows are, for messages: a file, or host, port and database; no credentials.</summary>
    string Place { get; }

    /// <summary>Registers the stores.</summary>
    /// <param name="services">The services of the silo.</param>
    void AddTo(IServiceCollection services);

    /// <summary>Finds what a fault of storage means to a user, however deep in an exception it lies.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The error with code, place and remedy; null where the exception is not about storage.</returns>
    FederationException? Translate(Exception exception);
}
