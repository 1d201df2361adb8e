using OrleansFederation.Identity;

namespace OrleansFederation.Doctor;

/// <summary>Examines the cluster from inside. Stateless. Key: <c>doctor/all</c>.</summary>
[Alias("of.doctor")]
public interface IDoctorGrain : IGrainWithStringKey
{
    /// <summary>Asks every silo and every site how it is; whoever does not answer in time is part of the answer.</summary>
    /// <param name="cancellationToken">Cancels the examination.</param>
    [Alias("examine"), Outside(Roles.Operator)]
    Task<ClusterExamination> ExamineAsync(CancellationToken cancellationToken = default);
}
