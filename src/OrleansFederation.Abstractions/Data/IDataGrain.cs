namespace OrleansFederation.Data;

/// <summary>Reads examples of a central test set at the site that holds it. For the platform only: a federation asks in its owner's name. Key: <c>{site}/data-examples</c>.</summary>
[Alias("of.data")]
public interface IDataGrain : IGrainWithStringKey
{
    /// <summary>Reads one example of the central test set.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="index">The example's index, from 0.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED6001, FED1020 to FED1024.</exception>
    [Alias("example")]
    Task<DataExample> GetExampleAsync(Federations.SpecDocument spec, int index, CancellationToken cancellationToken = default);
}
