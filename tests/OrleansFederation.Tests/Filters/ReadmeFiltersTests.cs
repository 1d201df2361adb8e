using System.Text.RegularExpressions;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using Xunit;

namespace OrleansFederation.Filters;

/// <summary>What the README says of filters is so.</summary>
public sealed partial class ReadmeFiltersTests
{
    private static readonly string Section = ReadmeSection.Of("Compression");

    [Fact]
    public void Every_filter_is_in_its_table() =>
        Assert.Equal(UpdateFilters.All.Select(filter => filter.Name), Rows().Matches(Section).SelectMany(row => Names().Matches(row.Groups[1].Value)).Select(name => name.Groups[1].Value).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("[\"int8\"]")]
    [InlineData("[{ \"topk\": 0.01 }]")]
    [InlineData("[{ \"int8\": { \"block\": 1024, \"errorFeedback\": 0 } }]")]
    public void Its_forms_are_read(string filters)
    {
        Assert.Contains(filters.Replace("\"", "", StringComparison.Ordinal).Replace("{ ", "{", StringComparison.Ordinal).Replace(" }", "}", StringComparison.Ordinal).Trim('[', ']'), Section, StringComparison.Ordinal);
        Assert.Empty(SpecReader.Read(FilterSamples.Json(filters)).Problems);
    }

    [Fact]
    public void States_stay_for_as_many_rounds() => Assert.Contains($"replays of the last {Clients.ClientStates.KeptOfAll} rounds", Section, StringComparison.Ordinal);

    [GeneratedRegex(@"^\| (`[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("`([a-z0-9]+)")]
    private static partial Regex Names();
}
