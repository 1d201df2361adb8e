namespace OrleansFederation.Doctor;

/// <summary>Says whether a site can do its work. Stateless. Key: <c>{site}/doctor</c>.</summary>
[Alias("of.site-doctor")]
public interface ISiteDoctorGrain : IGrainWithStringKey
{
    /// <summary>Trains a model of two numbers on four points, and leaves an artifact for a coordinator to fetch.</summary>
    /// <param name="cancellationToken">Cancels the trial.</param>
    /// <exception cref="Errors.FederationException">Why it cannot.</exception>
    [Alias("try")]
    Task<SiteTrial> TryAsync(CancellationToken cancellationToken = default);
}
