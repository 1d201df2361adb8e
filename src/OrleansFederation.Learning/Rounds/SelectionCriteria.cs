using System.Globalization;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Plugins;

namespace OrleansFederation.Rounds;

/// <summary>Which clients meet what a spec's <c>sampling.select</c> asks for.</summary>
public static class SelectionCriteria
{
    /// <summary>The clients whose tags meet the spec: a function of the spec alone.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="roster">The clients.</param>
    /// <returns>The roster itself where nothing is asked of tags.</returns>
    public static IReadOnlyList<RosterEntry> Tagged(FederationSpec spec, IReadOnlyList<RosterEntry> roster)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Sampling.Select is not { HasTags: true } select)
        {
            return roster;
        }

        var tags = new ClientTags(spec);
        return [.. roster.Where(client => select.Tags.All(tag => tags.Has(tag, client.Ordinal)) && !select.Not.Any(tag => tags.Has(tag, client.Ordinal)))];
    }

    /// <summary>Tells whether a client meets what is measured. One of which no speed is known meets every speed.</summary>
    /// <param name="select">What is asked for.</param>
    /// <param name="facts">What is measured.</param>
    public static bool IsMet(SelectionSpec select, ClientFacts facts)
    {
        ArgumentNullException.ThrowIfNull(select);
        return IsMetBySite(select, facts) && IsMetByPast(select, facts);
    }

    /// <summary>Tells whether a client's site has what is asked for.</summary>
    /// <param name="select">What is asked for.</param>
    /// <param name="facts">What is measured.</param>
    internal static bool IsMetBySite(SelectionSpec select, ClientFacts facts) => SiteMeasures(select).All(measure => measure.IsMet(facts));

    /// <summary>Tells whether a client was as fast and reliable as is asked for.</summary>
    /// <param name="select">What is asked for.</param>
    /// <param name="facts">What is measured.</param>
    internal static bool IsMetByPast(SelectionSpec select, ClientFacts facts) => PastMeasures(select).All(measure => measure.IsMet(facts));

    /// <summary>Tells whether something is asked of sites, which only those can meet that are there.</summary>
    /// <param name="select">What is asked for.</param>
    internal static bool AsksSites(SelectionSpec select) => SiteMeasures(select).Any();

    /// <summary>Says that too few clients meet what is asked for, and how many meet each of it.</summary>
    /// <param name="sampling">The sampling.</param>
    /// <param name="facts">What is measured of each client that may be selected by its tags and is not kept out.</param>
    /// <param name="again">How many further ones are tried again.</param>
    /// <returns>FED3080; null where as many as <c>sampling.minimum</c> meet all of it or are tried again.</returns>
    public static Problem? Shortage(SamplingSpec sampling, IReadOnlyCollection<ClientFacts> facts, int again)
    {
        ArgumentNullException.ThrowIfNull(sampling);
        ArgumentNullException.ThrowIfNull(facts);
        var meeting = facts.Count(client => IsMet(sampling.Select, client));
        return meeting + again >= sampling.Minimum
            ? null
            : FederationErrors.TooFewMeet.At(
                "sampling.select",
                $"{meeting} of {facts.Count} clients{(sampling.Select.HasTags ? " with the tags asked for" : "")} meet it{(again > 0 ? $" and {again} more would be tried again" : "")}, but sampling.minimum asks for {sampling.Minimum}: "
                + string.Join(", ", Measures(sampling.Select).Select(measure => $"{measure.Name} is met by {facts.Count(measure.IsMet)}")));
    }

    /// <summary>The measures that are asked for, in words.</summary>
    /// <param name="select">What is asked for.</param>
    internal static IReadOnlyList<string> Names(SelectionSpec select) => [.. Measures(select).Select(measure => measure.Name)];

    private static IEnumerable<(string Name, Func<ClientFacts, bool> IsMet)> Measures(SelectionSpec select) => SiteMeasures(select).Concat(PastMeasures(select));

    private static IEnumerable<(string Name, Func<ClientFacts, bool> IsMet)> SiteMeasures(SelectionSpec select)
    {
        if (select.Memory is { } memory)
        {
            yield return ($"memory {ByteSize.Format(memory)}", facts => facts.Capacity?.Memory >= memory);
        }

        if (select.Cores is { } cores)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"cores {cores}"), facts => facts.Capacity?.Cores >= cores);
        }
    }

    private static IEnumerable<(string Name, Func<ClientFacts, bool> IsMet)> PastMeasures(SelectionSpec select)
    {
        if (select.Speed is { } speed)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"speed {speed}"), facts => !(facts.Past.Speed < speed));
        }

        if (select.Reliability is { } reliability)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"reliability {reliability}"), facts => facts.Past.Reliability >= reliability);
        }
    }
}
