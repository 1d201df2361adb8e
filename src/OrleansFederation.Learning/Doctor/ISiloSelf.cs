namespace OrleansFederation.Doctor;

/// <summary>What a silo's process can say of itself and its surroundings.</summary>
public interface ISiloSelf
{
    /// <summary>Looks. The tasks that the silo holds are not for it to know.</summary>
    /// <param name="cancellationToken">Cancels the look.</param>
    Task<SiloFacts> LookAsync(CancellationToken cancellationToken);
}
