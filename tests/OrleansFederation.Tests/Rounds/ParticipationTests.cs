using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

/// <summary>What the server keeps is a mean over those who may ever be selected.</summary>
public sealed class ParticipationTests
{
    [Theory]
    [InlineData("{}", 0.25)]
    [InlineData("""{ "select": { "tags": ["eu"] } }""", 0.5)]
    [InlineData("""{ "select": { "not": ["eu"] } }""", 0.5)]
    public void The_share_is_of_the_clients_with_the_tags(string sampling, double share)
    {
        var spec = SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("clients", """{ "simulate": 8, "tags": { "eu": [0, 2, 4, 6] } }"""), ("sampling", sampling))).OrThrow().Spec;

        Assert.Equal(new(share, null), Participation.Of(spec, [new(10), new(20)]));
    }

    [Fact]
    public void Steps_are_told_where_all_took_as_many()
    {
        var spec = SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("training", """{ "optimizer": "sgd", "scaffold": true }"""))).OrThrow().Spec;

        Assert.Equal(4, Participation.Of(spec, [new(10) { LocalSteps = 4 }, new(20) { LocalSteps = 4 }]).Steps);
        Assert.Null(Participation.Of(spec, [new(10) { LocalSteps = 4 }, new(20) { LocalSteps = 5 }]).Steps);
    }
}
