using OrleansFederation.Data;

namespace OrleansFederation.Clients;

/// <summary>A client with data of its own.</summary>
/// <param name="Id">The client's id.</param>
/// <param name="Site">The site at which it lives.</param>
/// <param name="Data">Its data.</param>
public sealed record ListedClient(string Id, string Site, DataSpec Data)
{
    /// <summary>Words by which a round may select it.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
