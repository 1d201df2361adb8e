using OrleansFederation.Aggregation;
using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Aggregation in specs: rules with arguments, what their digests cover, and what is refused before a federation begins.</summary>
public sealed class AggregationSpecTests
{
    [Theory]
    [InlineData("\"median\"", "median")]
    [InlineData("{\"krum\": 1}", "krum byzantine=1")]
    [InlineData("{\"trimmedmean\": 0.25}", "trimmedmean share=0.25")]
    [InlineData("\"trimmedmean\"", "trimmedmean share=0.2")]
    [InlineData("{\"multikrum\": {\"byzantine\": 1, \"select\": 3, \"weighted\": true}}", "multikrum byzantine=1 select=3 weighted=1")]
    [InlineData("{\"bulyan-flower\": 0}", "bulyan-flower byzantine=0")]
    [InlineData("{\"fedavg\": {\"cap\": 0.25}}", "fedavg cap=0.25")]
    [InlineData("{\"uniform\": {}}", "uniform")]
    public void A_rule_is_read_with_its_arguments_and_read_again_from_what_is_kept(string aggregation, string expected)
    {
        var read = Read(aggregation).OrThrow();
        var again = SpecReader.FromCanonical(read.Document);

        Assert.Equal(expected, Text(read.Spec.Aggregation));
        Assert.Equal(expected, Text(again.Aggregation));
    }

    [Theory]
    [InlineData("\"fedavg\"")]
    [InlineData("{\"fedavg\": {\"cap\": 1}}")]
    [InlineData("{\"fedavg\": 1}")]
    public void A_cap_that_caps_nothing_leaves_the_digest_as_it_was(string aggregation)
    {
        var document = Read(aggregation).OrThrow().Document;

        Assert.Contains("\"aggregation\":\"fedavg\"", document.Json, StringComparison.Ordinal);
        Assert.NotEqual(document.Digest, Read("{\"fedavg\": {\"cap\": 0.5}}").OrThrow().Document.Digest);
    }

    [Theory]
    [InlineData("{\"krum\": 1}", 3, "krum needs 5 updates (2·1 + 3, to bear 1 wrong), but a round may aggregate as few as 3; on 3 it tolerates f = 0")]
    [InlineData("{\"multikrum\": {\"byzantine\": 1, \"select\": 6}}", 6, "multikrum needs 7 updates (6 to average besides 1 wrong), but a round may aggregate as few as 6; on 6 it tolerates f = 1")]
    [InlineData("{\"bulyan\": 1}", 6, "bulyan needs 7 updates (4·1 + 3, to bear 1 wrong), but a round may aggregate as few as 6; on 6 it tolerates f = 0")]
    [InlineData("{\"krum\": 0}", 2, "krum needs 3 updates (2·0 + 3, to bear 0 wrong), but a round may aggregate as few as 2; it cannot run on 2")]
    [InlineData("\"trimmedmean\"", 4, "trimmedmean needs 5 updates (of fewer a share of 0.2 leaves none out), but a round may aggregate as few as 4")]
    [InlineData("{\"fedavg\": {\"cap\": 0.25}}", 3, "fedavg needs 4 updates (weights of at most 0.25 add up to 1), but a round may aggregate as few as 3")]
    public void What_a_rule_cannot_bear_is_refused_before_a_federation_begins(string aggregation, int clients, string cause)
    {
        var problem = Assert.Single(Read(aggregation, clients).Problems);

        Assert.Equal((FederationErrors.UnsafeCombination.Code, "aggregation", cause), (problem.Code, problem.Place, problem.Cause));
        Assert.Contains("clients take part", problem.Remedy, StringComparison.Ordinal);
        Assert.Empty(Read(aggregation, clients + 4).Problems);
    }

    [Fact]
    public void The_updates_that_count_are_those_of_the_smallest_round()
    {
        // A strict round aggregates all that it selects; another as few as its minimum.
        Assert.Empty(Read("{\"krum\": 1}", 9, "{\"fraction\": 1, \"minimum\": 1}").Problems);
        var few = Assert.Single(Read("{\"krum\": 1}", 9, "{\"fraction\": 1, \"minimum\": 4, \"onError\": \"dynamic\"}").Problems);
        Assert.Contains("as few as 4", few.Cause, StringComparison.Ordinal);
        Assert.Contains("sampling.minimum: 5", few.Remedy, StringComparison.Ordinal);
        Assert.Single(Read("{\"krum\": 1}", 9, "{\"count\": 4}").Problems);
    }

    [Theory]
    [InlineData("{\"krum\": 1.5}")]
    [InlineData("{\"krum\": -1}")]
    [InlineData("\"krum\"")]
    [InlineData("{\"trimmedmean\": 0.5}")]
    [InlineData("{\"fedavg\": {\"cap\": 0}}")]
    [InlineData("{\"median\": {}, \"krum\": 1}")]
    [InlineData("{\"normbounded\": {}}")]
    [InlineData("\"krumm\"")]
    public void An_argument_or_name_that_is_none_is_told(string aggregation) => Assert.NotEmpty(Read(aggregation).Problems);

    [Theory]
    [InlineData("\"fedavg\"", "fedavg bears no wrong update among the 9 of the smallest round: one of them can carry the model anywhere.")]
    [InlineData("\"median\"", "median bears 4 wrong updates among the 9 of the smallest round: every number of the aggregate lies between numbers of honest ones.")]
    [InlineData("{\"krum\": 1}", "krum bears 1 wrong update among the 9 of the smallest round: the update that is taken lies among the honest ones.")]
    public void What_a_rule_bears_is_said_in_one_sentence(string aggregation, string expected) =>
        Assert.Equal(expected, ToleranceText.Of(Read(aggregation).OrThrow().Spec));

    [Fact]
    public void What_a_federation_is_compared_with_has_a_single_client_and_is_averaged()
    {
        var spec = Read("{\"krum\": 1}").OrThrow().Spec;

        var baselines = Baselines.Of(spec with { Evaluation = spec.Evaluation with { Baselines = true } });

        Assert.Equal(2, baselines.Count);
        Assert.All(baselines, baseline => Assert.Equal("fedavg", baseline.Aggregation.Rule));
        Assert.All(Baselines.Of(Read("\"median\"").OrThrow().Spec with { Evaluation = spec.Evaluation with { Baselines = true } }), baseline => Assert.Equal("median", baseline.Aggregation.Rule));
    }

    private static string Text(AggregationSpec aggregation) =>
        string.Join(" ", aggregation.Arguments.Where(argument => (aggregation.Rule, argument.Value) is not ("fedavg", 1)).Select(argument => FormattableString.Invariant($"{argument.Key}={argument.Value}")).Prepend(aggregation.Rule));

    private static SpecResult Read(string aggregation, int clients = 9, string sampling = "{}") => SpecReader.Read($$"""
        {
          "federation": "rules",
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 10 }], "loss": "crossEntropy" },
          "data": { "format": "digits", "train": 300, "test": 100 },
          "clients": { "simulate": {{clients}}, "partition": "iid" },
          "rounds": 2,
          "sampling": {{sampling}},
          "aggregation": {{aggregation}}
        }
        """);
}
