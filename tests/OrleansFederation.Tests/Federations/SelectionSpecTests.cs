using System.Text.Json.Nodes;
using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Tags, selection and time budgets in specs: what is read and kept, and what is refused before a federation begins.</summary>
public sealed class SelectionSpecTests
{
    [Fact]
    public void Every_criterion_is_read_and_read_again_from_what_is_kept()
    {
        var read = Read(
            """{ "tags": ["gpu", "eu", "eu"], "not": ["pilot"], "memory": "8GiB", "cores": 4, "speed": 100.5, "reliability": 0.8, "prefer": "reliability" }""", onError: "dynamic").OrThrow();
        var again = SpecReader.FromCanonical(read.Document);

        foreach (var select in new[] { read.Spec.Sampling.Select, again.Sampling.Select })
        {
            Assert.Equal(["eu", "gpu"], select.Tags);
            Assert.Equal(["pilot"], select.Not);
            Assert.Equal((8L << 30, 4, 100.5, 0.8, true), (select.Memory, select.Cores, select.Speed, select.Reliability, select.PrefersReliable));
        }

        Assert.Equal([0, 1, 3], again.Clients.Tags!["eu"]);
        Assert.Equal(read.Document.Digest, CanonicalJson.Write(again).Digest);
    }

    [Fact]
    public void Listed_clients_keep_their_tags_sorted_and_without_any_they_say_nothing_of_them()
    {
        var with = Listed("""["gpu", "eu"]""").OrThrow();

        Assert.Equal(["eu", "gpu"], SpecReader.FromCanonical(with.Document).Clients.Listed![0].Tags);
        Assert.DoesNotContain("tags", Listed(null).OrThrow().Document.Json, StringComparison.Ordinal);
        Assert.Equal(with.Document.Digest, Listed("""["eu", "gpu"]""").OrThrow().Document.Digest);
    }

    [Fact]
    public void A_spec_that_selects_nobody_in_particular_keeps_its_digest()
    {
        var plain = Read(null).OrThrow().Document;

        Assert.DoesNotContain("\"select\"", plain.Json, StringComparison.Ordinal);
        Assert.DoesNotContain("budget", plain.Json, StringComparison.Ordinal);
        Assert.NotEqual(plain.Digest, Read("""{ "cores": 2 }""").OrThrow().Document.Digest);
        Assert.NotEqual(plain.Digest, Read(null, budget: "30s").OrThrow().Document.Digest);
    }

    [Fact]
    public void A_budget_is_read_and_read_again()
    {
        var read = Read(null, budget: "1m30s").OrThrow();

        Assert.Equal(TimeSpan.FromSeconds(90), SpecReader.FromCanonical(read.Document).Training.Budget);
        Assert.Null(Read(null).OrThrow().Spec.Training.Budget);
    }

    [Theory]
    [InlineData("""{ "tags": ["ue"] }""", "strict", "sampling.select.tags", "no client has the tag 'ue'")]
    [InlineData("""{ "not": ["eu"], "tags": ["eu"] }""", "strict", "sampling.select.not", "'eu' is asked for and ruled out")]
    [InlineData("""{ "reliability": 0.5 }""", "strict", "sampling.select", "in a strict round every selected client contributes or the round fails, so that all are as reliable")]
    [InlineData("""{ "prefer": "reliability" }""", "strict", "sampling.select", "in a strict round every selected client contributes or the round fails, so that all are as reliable")]
    [InlineData("""{ "tags": ["pilot"] }""", "strict", "sampling.minimum", "2 updates are asked for, but 1 client with the tags of sampling.select take part")]
    [InlineData("""{ "memory": "8GB" }""", "strict", "sampling.select.memory", "'8GB' is not a size such as 512MiB or 8GiB")]
    [InlineData("""{ "cores": 0 }""", "strict", "sampling.select.cores", null)]
    [InlineData("""{}""", "strict", "sampling.select", null)]
    [InlineData("""{ "ram": "8GiB" }""", "strict", "sampling.select.ram", "the key 'ram' is not known here")]
    public void What_cannot_be_met_or_says_nothing_is_refused_before_a_federation_begins(string select, string onError, string place, string? cause)
    {
        var problems = Read(select, onError: onError).Problems;

        var problem = Assert.Single(problems, problem => problem.Place == place);
        Assert.True(cause is null || problem.Cause == cause, problem.Cause);
    }

    [Fact]
    public void A_tag_that_is_spelt_alike_is_suggested() =>
        Assert.Contains("pilot", Assert.Single(Read("""{ "not": ["pilto"] }""").Problems).Remedy, StringComparison.Ordinal);

    [Fact]
    public void Tags_of_simulated_clients_are_names_with_ordinals_that_there_are()
    {
        var problems = Read(null, tags: """{ "EU": [0], "eu": [4] }""").Problems;

        Assert.Equal([FederationErrors.InvalidName.Code, FederationErrors.InvalidValue.Code], problems.Select(problem => problem.Code));
        Assert.Equal(["clients.tags", "clients.tags.eu"], problems.Select(problem => problem.Place));
    }

    [Fact]
    public void Who_colludes_must_know_cohort_and_work_beforehand()
    {
        const string Alie = """, "attack": { "clients": [0, 1], "how": "alie" }""";

        Assert.Empty(Read("""{ "tags": ["eu"] }""", extra: Alie).Problems);
        Assert.Equal(["sampling.select", "training.budget"], Read("""{ "cores": 1 }""", budget: "1m", extra: Alie).Problems.Select(problem => problem.Place));
    }

    [Fact]
    public void What_is_measured_may_leave_as_few_as_the_minimum_which_is_what_a_rule_must_bear()
    {
        const string Krum = """, "aggregation": { "krum": 0 }""";

        Assert.Empty(Read("""{ "tags": ["eu"] }""", extra: Krum).Problems);
        Assert.Equal("aggregation", Assert.Single(Read("""{ "cores": 1 }""", extra: Krum).Problems).Place);
    }

    [Fact]
    public void Steps_beside_fednova_need_a_budget_to_differ()
    {
        const string Nova = """, "aggregation": "fednova" """;

        Assert.Empty(Read(null, budget: "1m", steps: 20, extra: Nova).Problems);
        Assert.Equal("training.steps", Assert.Single(Read(null, steps: 20, extra: Nova).Problems).Place);
    }

    [Fact]
    public void Baselines_train_everybody_without_a_budget()
    {
        var spec = Read("""{ "tags": ["eu"] }""", budget: "1m").OrThrow().Spec;

        var baselines = Baselines.Of(spec with { Evaluation = spec.Evaluation with { Baselines = true } });

        Assert.All(baselines, baseline => Assert.Equal((false, null), (baseline.Sampling.Select.HasTags, baseline.Training.Budget)));
        Assert.All(baselines, baseline => Assert.Empty(SpecReader.Read(CanonicalJson.Write(baseline).Json).Problems));
    }

    private static SpecResult Read(string? select, string onError = "strict", string? budget = null, int? steps = null, string tags = """{ "eu": [3, 1, 0], "pilot": [2], "gpu": [1] }""", string extra = "")
    {
        var spec = JsonNode.Parse(
            $$"""
            {
              "federation": "selection",
              "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 10 }], "loss": "crossEntropy" },
              "data": { "format": "digits" },
              "clients": { "simulate": 4, "tags": {{tags}} },
              "rounds": 2,
              "sampling": { "minimum": 2, "onError": "{{onError}}" },
              "training": { "batchSize": 32 }{{extra}}
            }
            """)!;
        if (select is not null)
        {
            spec["sampling"]!["select"] = JsonNode.Parse(select);
            if (select.Contains("prefer", StringComparison.Ordinal) && onError == "dynamic")
            {
                spec["sampling"]!["minimum"] = 1;
            }
        }

        if (budget is not null)
        {
            spec["training"]!["budget"] = budget;
        }

        if (steps is not null)
        {
            spec["training"]!["steps"] = steps;
        }

        return SpecReader.Read(spec.ToJsonString());
    }

    private static SpecResult Listed(string? tags) => SpecReader.Read(
        $$"""
        {
          "federation": "selection",
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 10 }], "loss": "crossEntropy" },
          "clients": [ { "id": "north", "site": "local"{{(tags is null ? "" : $", \"tags\": {tags}")}}, "data": { "format": "digits" } } ],
          "rounds": 1
        }
        """);
}
