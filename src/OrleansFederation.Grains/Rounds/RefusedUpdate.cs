using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

/// <summary>Tells whose update is refused when it is read, by the place that the error names.</summary>
internal static class RefusedUpdate
{
    private const string Place = "the update of client ";

    /// <summary>What a client's update is, for error messages.</summary>
    /// <param name="client">The client's id.</param>
    public static string PlaceOf(string client) => Place + client;

    /// <summary>Gives the client whose update an error is about.</summary>
    /// <param name="fault">The error.</param>
    /// <param name="clients">The clients whose updates were read.</param>
    /// <returns>One of them; null where it is about something else.</returns>
    public static string? ClientOf(FederationException fault, IEnumerable<string> clients) => clients.FirstOrDefault(client => PlaceOf(client) == fault.Problems[0].Place);

    /// <summary>Tells whether an error is about an update of somebody else: a site speaks for its own clients alone.</summary>
    /// <param name="fault">The error.</param>
    /// <param name="clients">The clients whose updates were read.</param>
    public static bool IsElsewhere(FederationException fault, IEnumerable<string> clients) =>
        fault.Problems[0].Place.StartsWith(Place, StringComparison.Ordinal) && ClientOf(fault, clients) is null;
}
