using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

public sealed class RoundQuorumTests
{
    private static readonly IReadOnlyDictionary<string, int> Sites = RoundQuorum.ClientsBySite(
        [new("a", 0, "north"), new("b", 1, "north"), new("c", 2, "south"), new("d", 3, "west")]);

    [Theory]
    [InlineData(4, "")]
    [InlineData(3, "west")]
    [InlineData(2, "south,west")]
    [InlineData(2, "north")]
    public void A_round_begins_where_enough_clients_are_within_reach(int wanted, string away) =>
        Assert.Null(RoundQuorum.Shortage(Sites, site => !away.Split(',').Contains(site), wanted));

    [Theory]
    [InlineData(4, "west", "site west", "3 of 4 clients are within reach, and sampling.available asks for 4")]
    [InlineData(3, "west,south", "site south, west", "2 of 4 clients are within reach, and sampling.available asks for 3")]
    public void It_waits_where_too_few_are_and_names_the_sites_that_are_away(int wanted, string away, string place, string cause)
    {
        var shortage = RoundQuorum.Shortage(Sites, site => !away.Split(',').Contains(site), wanted);

        Assert.Equal((FederationErrors.SiteOffline.Code, place, cause), (shortage!.Code, shortage.Place, shortage.Cause));
    }

    [Fact]
    public void A_spec_says_how_many_and_no_more_than_take_part()
    {
        var (spec, document) = Read(3).OrThrow();

        Assert.Equal(3, spec.Sampling.Available);
        Assert.Equal(document, SpecReader.Read(document.Json).OrThrow().Document);
        Assert.Equal("sampling.available", Assert.Single(Read(4).Problems).Place);
    }

    private static SpecResult Read(int available)
    {
        var json = JsonNode.Parse(SpecSamples.Small)!;
        json["sampling"] = new JsonObject { ["available"] = available };
        return SpecReader.Read(json.ToJsonString());
    }
}
