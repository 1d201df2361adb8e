namespace OrleansFederation.Doctor;

/// <summary>Says how the silo is that it runs on. Key: <c>silo/</c> and the silo's address.</summary>
[Alias("of.silo-doctor")]
public interface ISiloDoctorGrain : IGrainWithStringKey
{
    /// <summary>Looks.</summary>
    /// <param name="cancellationToken">Cancels the look.</param>
    [Alias("look")]
    Task<SiloFacts> LookAsync(CancellationToken cancellationToken = default);
}
