using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Defence;

public sealed class DefenceSpecTests
{
    [Theory]
    [InlineData("{}", "cosine=3.5 norm=3.5 exclude")]
    [InlineData("""{ "scores": ["norm"] }""", "norm=3.5 exclude")]
    [InlineData("""{ "scores": ["norm", "cosine", "loss"], "exclude": false }""", "cosine=3.5 loss=3.5 norm=3.5")]
    [InlineData("""{ "scores": { "norm": 3, "loss": 2.5 }, "quarantine": { "after": 3 } }""", "loss=2.5 norm=3 exclude 3/10/10")]
    [InlineData("""{ "quarantine": { "after": 1, "within": 4, "rounds": 2 } }""", "cosine=3.5 norm=3.5 exclude 1/4/2")]
    [InlineData("""{ "quarantine": { "reputation": 0.4 } }""", "cosine=3.5 norm=3.5 exclude 2/10/10 below 0.4")]
    [InlineData("""{ "quarantine": {} }""", "cosine=3.5 norm=3.5 exclude 2/10/10")]
    public void A_defence_is_read_with_its_defaults_and_read_again_from_what_is_kept(string defence, string expected)
    {
        var read = Read(defence).OrThrow();

        Assert.Equal(expected, Text(read.Spec.Defence!));
        Assert.Equal(expected, Text(SpecReader.FromCanonical(read.Document).Defence!));
    }

    [Fact]
    public void A_spec_without_one_keeps_its_digest_and_with_one_has_another()
    {
        var without = Read("null").OrThrow();

        Assert.Null(without.Spec.Defence);
        Assert.DoesNotContain("defence\":", without.Document.Json, StringComparison.Ordinal);
        Assert.NotEqual(without.Document.Digest, Read("{}").OrThrow().Document.Digest);
        Assert.Equal(Read("{}").OrThrow().Document.Digest, Read("""{ "scores": { "norm": 3.5, "cosine": 3.5 }, "exclude": true }""").OrThrow().Document.Digest);
    }

    [Theory]
    [InlineData("{}", 2, "{}", "defence", "updates are judged against one another, which takes 3 of them, but a round has 2", "Have at least 3 clients take part, or remove defence.")]
    [InlineData("{}", 9, """{ "count": 2 }""", "defence", "updates are judged against one another, which takes 3 of them, but a round has 2", "Write sampling.minimum: 3, or remove defence.")]
    [InlineData("""{ "quarantine": { "after": 3, "within": 2 } }""", 9, "{}", "defence.quarantine.within", "among 2 rounds a client cannot be flagged in 3", "Write within: 3 or more, or lower after.")]
    public void What_no_round_can_do_is_refused_before_the_federation_begins(string defence, int clients, string sampling, string place, string cause, string remedy)
    {
        var problem = Assert.Single(Read(defence, clients, sampling).Problems);

        Assert.Equal((FederationErrors.UnsafeCombination.Code, place, cause, remedy), (problem.Code, problem.Place, problem.Cause, problem.Remedy));
    }

    [Fact]
    public void A_loss_without_a_central_test_set_is_refused()
    {
        var problem = Assert.Single(Read("""{ "scores": ["cosine", "loss"] }""", central: false).Problems);

        Assert.Equal((FederationErrors.UnsafeCombination.Code, "defence.scores.loss"), (problem.Code, problem.Place));
        Assert.Contains("evaluation.central: test", problem.Remedy, StringComparison.Ordinal);
        Assert.Empty(Read("""{ "scores": ["cosine", "norm"] }""", central: false).Problems);
    }

    [Theory]
    [InlineData("""{ "scores": [] }""")]
    [InlineData("""{ "scores": {} }""")]
    [InlineData("""{ "scores": ["cosin"] }""")]
    [InlineData("""{ "scores": { "norm": 0 } }""")]
    [InlineData("""{ "scores": { "norm": "three" } }""")]
    [InlineData("""{ "exclude": 1 }""")]
    [InlineData("""{ "quarantine": { "after": 0 } }""")]
    [InlineData("""{ "quarantine": { "rounds": 1.5 } }""")]
    [InlineData("true")]
    public void What_is_none_is_told(string defence) => Assert.NotEmpty(Read(defence).Problems);

    [Fact]
    public void What_it_does_is_said_in_one_sentence()
    {
        Assert.Equal(
            "every update is read singly and judged by its cosine (beyond 4 deviations) and norm (beyond 3 deviations): of the 9 of the smallest round at most 4 are left out; who is flagged in 2 of 10 rounds is not selected for 5.",
            DefenceText.Of(Read("""{ "scores": { "cosine": 4, "norm": 3 }, "quarantine": { "rounds": 5 } }""").OrThrow().Spec));
        Assert.Contains("flagged ones are told and still counted", DefenceText.Of(Read("""{ "exclude": false }""").OrThrow().Spec), StringComparison.Ordinal);
        Assert.Contains("the smallest round has 1, too few", DefenceText.Of(Read("{}", sampling: """{ "onError": "dynamic" }""").OrThrow().Spec), StringComparison.Ordinal);
        Assert.Null(DefenceText.Of(Read("null").OrThrow().Spec));
    }

    [Fact]
    public void What_a_federation_is_compared_with_has_nobody_to_defend_against()
    {
        var spec = Read("{}").OrThrow().Spec;

        Assert.All(Baselines.Of(spec with { Evaluation = spec.Evaluation with { Baselines = true } }), baseline => Assert.Null(baseline.Defence));
    }

    private static string Text(DefenceSpec defence) =>
        string.Join(" ", defence.Scores.OrderBy(score => score.Key, StringComparer.Ordinal).Select(score => FormattableString.Invariant($"{score.Key}={score.Value}")))
        + (defence.Exclude ? " exclude" : "")
        + (defence.Quarantine is { } quarantine ? $" {quarantine.After}/{quarantine.Within}/{quarantine.Rounds}{(quarantine.Reputation is { } least ? FormattableString.Invariant($" below {least}") : "")}" : "");

    private static SpecResult Read(string defence, int clients = 9, string sampling = "{}", bool central = true) => SpecReader.Read($$"""
        {
          "federation": "defended",
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 10 }], "loss": "crossEntropy" },
          "data": { "format": "digits", "train": 300, "test": 100 },
          "clients": { "simulate": {{clients}}, "partition": "iid" },
          "rounds": 2,
          "sampling": {{sampling}},
          "evaluation": { "central": "{{(central ? "test" : "none")}}" },
          "defence": {{defence}}
        }
        """);
}
