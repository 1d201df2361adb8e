namespace OrleansFederation.Clients;

/// <summary>A client to enrol.</summary>
/// <param name="Id">The client's id.</param>
/// <param name="Site">The site at which it lives.</param>
public sealed record Enrolment(string Id, string Site)
{
    /// <summary>The tags that the federation gives it.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
