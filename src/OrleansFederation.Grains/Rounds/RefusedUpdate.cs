using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

/// <summary>Tells whose updates are refused when they or their sum are read, by the place that the error names.</summary>
internal static class RefusedUpdate
{
    private const string Update = "the update of client ";
    private const string Site = "the answers of site ";

    /// <summary>What a client's update is, for error messages.</summary>
    /// <param name="client">The client's id.</param>
    public static string PlaceOf(string client) => Update + client;

    /// <summary>What a site gives, for error messages about what cannot be laid to one of its clients.</summary>
    /// <param name="site">The site.</param>
    public static string PlaceOfSite(string site) => Site + site;

    /// <summary>Gives the clients whose updates an error is about: one, or all of a site.</summary>
    /// <param name="fault">The error.</param>
    /// <param name="contributors">The clients whose updates were read, and their sites.</param>
    /// <returns>What is wrong, by client; empty where it is about something else.</returns>
    public static IReadOnlyDictionary<string, Problem> Of(FederationException fault, IReadOnlyList<(string Client, string Site)> contributors)
    {
        Dictionary<string, Problem> refused = new(StringComparer.Ordinal);
        foreach (var problem in fault.Problems)
        {
            foreach (var (client, _) in contributors.Where(contributor => problem.Place == PlaceOf(contributor.Client) || problem.Place == PlaceOfSite(contributor.Site)))
            {
                refused.TryAdd(client, problem);
            }
        }

        return refused;
    }

    /// <summary>Tells whether an error that a site answered with is about updates of others: a site speaks for its own clients alone.</summary>
    /// <param name="fault">The error.</param>
    /// <param name="site">The site.</param>
    /// <param name="clients">The site's clients.</param>
    public static bool IsElsewhere(FederationException fault, string site, IEnumerable<string> clients) => fault.Problems.Any(problem =>
        (problem.Place.StartsWith(Update, StringComparison.Ordinal) && !clients.Any(client => PlaceOf(client) == problem.Place))
        || (problem.Place.StartsWith(Site, StringComparison.Ordinal) && problem.Place != PlaceOfSite(site)));
}
