using OrleansFederation.Federations;

namespace OrleansFederation.Data;

/// <summary>Opens data at a site. Raw data never leaves it.</summary>
public interface IDataSource
{
    /// <summary>Opens one part of a federation's data.</summary>
    /// <param name="spec">The federation's spec: source, partition and seed follow from it.</param>
    /// <param name="part">The part.</param>
    /// <param name="ordinal">The client's ordinal in the federation; not looked at for <see cref="DataPart.Central"/>.</param>
    /// <param name="progress">Told about a first reading, from whatever thread; null for nobody. Of several who open one source at once, the first is told.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="Errors.FederationException">FED1005, FED1020 to FED1029, FED1032 to FED1034; FED2018 where a table cannot be kept.</exception>
    Task<IDataSet> OpenAsync(FederationSpec spec, DataPart part, int ordinal, IProgress<DataProgress>? progress, CancellationToken cancellationToken);
}
