using OrleansFederation.Plugins;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>Maps which clients a spec's rounds may select, and the tags of clients.</summary>
internal static class SelectionMapper
{
    /// <summary>Maps what is asked for.</summary>
    /// <param name="select">The section.</param>
    public static SelectionSpec Map(SpecValue select) => !select.IsMapping
        ? SelectionSpec.Everybody
        : new()
        {
            Tags = Words(select["tags"]),
            Not = Words(select["not"]),
            Memory = select["memory"].Text is { } memory ? ByteSize.Parse(memory) : null,
            Cores = select["cores"].Whole,
            Speed = select["speed"].Number,
            Reliability = select["reliability"].Number,
            PrefersReliable = select["prefer"].Text == "reliability",
        };

    /// <summary>Maps a list of tags, whose order has no meaning.</summary>
    /// <param name="tags">The list.</param>
    public static IReadOnlyList<string> Words(SpecValue tags) =>
        tags.IsList ? [.. tags.Items.Select(tag => tag.Text ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [];

    /// <summary>Maps the tags of simulated clients.</summary>
    /// <param name="tags">The mapping of tags to ordinals.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<int>>? Ordinals(SpecValue tags) => tags.IsMapping
        ? new SortedDictionary<string, IReadOnlyList<int>>(
            tags.Members.DistinctBy(member => member.Key, StringComparer.Ordinal)
                .ToDictionary(member => member.Key, member => (IReadOnlyList<int>)[.. member.Value.Items.Select(ordinal => ordinal.Whole ?? 0).Distinct().Order()]),
            StringComparer.Ordinal)
        : null;
}
