using OrleansFederation.Federations;

namespace OrleansFederation.Data;

/// <summary>Shorter ways to open data.</summary>
public static class DataSources
{
    /// <summary>Opens one part of a federation's data, telling nobody how far its reading is.</summary>
    /// <param name="source">The source.</param>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="part">The part.</param>
    /// <param name="ordinal">The client's ordinal in the federation; not looked at for <see cref="DataPart.Central"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="Errors.FederationException">As <see cref="IDataSource.OpenAsync"/>.</exception>
    public static Task<IDataSet> OpenAsync(this IDataSource source, FederationSpec spec, DataPart part, int ordinal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.OpenAsync(spec, part, ordinal, null, cancellationToken);
    }
}
