using OrleansFederation.Doctor;
using OrleansFederation.Naming;

namespace OrleansFederation;

public sealed partial class FederationClient
{
    /// <summary>Asks every silo and every site of the cluster how it is.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED2008.</exception>
    public Task<ClusterExamination> ExamineAsync(CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync("the cluster", grains.GetGrain<IDoctorGrain>(GrainKeys.Doctor).ExamineAsync, cancellationToken);
}
