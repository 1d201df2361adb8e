using OrleansFederation.Identity;

namespace OrleansFederation.Data;

/// <summary>Shows examples of a federation's central test set, to try a model on. Key: <c>{site}/data-examples</c>.</summary>
[Alias("of.data")]
public interface IDataGrain : IGrainWithStringKey
{
    /// <summary>Reads one example of the central test set of a federation that the caller owns.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="index">The example's index, from 0.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED3006, FED4001, FED1020 to FED1024.</exception>
    [Alias("example"), Outside(Roles.Operator, Privileged = true)]
    Task<DataExample> GetExampleAsync(string federation, int index, CancellationToken cancellationToken = default);
}
