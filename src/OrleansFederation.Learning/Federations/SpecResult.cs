using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>What reading a spec gave: the spec and its canonical document, or every problem at once.</summary>
/// <param name="Spec">The spec, every default filled in; null where there are problems.</param>
/// <param name="Document">The canonical document; null where there are problems.</param>
/// <param name="Problems">Every problem, in the order of the spec's sections; empty where there is a spec.</param>
public sealed record SpecResult(FederationSpec? Spec, SpecDocument? Document, IReadOnlyList<Problem> Problems)
{
    /// <summary>Gives the spec and its document.</summary>
    /// <exception cref="FederationException">All the problems, where there are any.</exception>
    public (FederationSpec Spec, SpecDocument Document) OrThrow() =>
        Problems.Count == 0 ? (Spec!, Document!) : throw new FederationException([.. Problems]);
}
