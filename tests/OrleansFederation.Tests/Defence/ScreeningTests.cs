using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Randomness;
using Xunit;

namespace OrleansFederation.Defence;

public sealed class ScreeningTests
{
    [Fact]
    public void Names_are_in_order_each_finds_its_score_and_the_schema_knows_them()
    {
        Assert.Equal(AnomalyScores.All.Select(score => score.Name).Order(StringComparer.Ordinal), AnomalyScores.All.Select(score => score.Name));
        Assert.All(AnomalyScores.All, score => Assert.Same(score, AnomalyScores.Find(score.Name)));
        var forms = FederationSchema.Root.GetProperty("properties").GetProperty("defence").GetProperty("oneOf")[1].GetProperty("properties").GetProperty("scores").GetProperty("oneOf");
        Assert.Equal(AnomalyScores.All.Select(score => score.Name), forms[0].GetProperty("items").GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(AnomalyScores.All.Select(score => score.Name), forms[1].GetProperty("properties").EnumerateObject().Select(member => member.Name));
        foreach (var score in AnomalyScores.All)
        {
            var told = forms[1].GetProperty("properties").GetProperty(score.Name);
            Assert.Equal((score.Description, score.Threshold), (told.GetProperty("description").GetString(), told.GetProperty("default").GetDouble()));
        }
    }

    [Fact]
    public void The_readme_tells_of_every_score() =>
        Assert.All(AnomalyScores.All, score => Assert.Contains($"`{score.Name}`", ReadmeSection.Of("Defence"), StringComparison.Ordinal));

    [Fact]
    public void A_long_update_a_reversed_one_and_one_that_harms_are_flagged_by_the_score_that_finds_them()
    {
        var screening = Screening.Of(Spec(), new([1, 1.1, 9, 1, 0.9, 1, 0.1], [0.8, 0.9, 0.9, -0.8, 0.85, 0.8, 0.9], [2, 2.1, 2, 2.2, double.NaN, 1.9, 2]));

        Assert.Equal([[], [], ["norm"], ["cosine"], ["loss"], [], []], screening.Scores.Select(scores => scores.Where(score => score.Flagged).Select(score => score.Score)));
        Assert.Equal([2, 3, 4], screening.Excluded);
        Assert.All(screening.Scores, scores => Assert.Equal(["cosine", "loss", "norm"], scores.Select(score => score.Score)));
        Assert.Equal(9, screening.Scores[2][2].Value);
        Assert.Equal(double.PositiveInfinity, screening.Scores[4][1].Deviation);
    }

    [Fact]
    public void Attackers_do_not_hide_one_another()
    {
        foreach (var attackers in (int[])[1, 2, 3, 4])
        {
            var (updates, wrong) = (Alike(9), Enumerable.Range(0, attackers).ToArray());
            foreach (var i in wrong)
            {
                updates[i] = [.. updates[i].Select(value => -value)];
            }

            var measures = MedianAlignmentTests.Measure(updates, 4_096, 2);

            Assert.Equal(wrong, Screening.Of(Spec("[\"cosine\", \"norm\"]"), measures).Excluded);
        }
    }

    [Fact]
    public void Honest_updates_that_differ_by_chance_are_not_flagged()
    {
        var screening = Screening.Of(Spec("[\"cosine\", \"norm\"]"), MedianAlignmentTests.Measure(Alike(9), 4_096, 1));

        Assert.DoesNotContain(screening.Scores.SelectMany(scores => scores), score => score.Flagged);
        Assert.Empty(screening.Excluded);
    }

    [Fact]
    public void The_order_of_the_clients_changes_only_the_places()
    {
        var updates = Alike(9);
        updates[3] = [.. updates[3].Select(value => value * 30)];
        var there = Screening.Of(Spec("[\"cosine\", \"norm\"]"), MedianAlignmentTests.Measure(updates, 4_096, 1));
        var back = Screening.Of(Spec("[\"cosine\", \"norm\"]"), MedianAlignmentTests.Measure([.. updates.Reverse()], 512, 2));

        Assert.Equal(there.Scores.Reverse().SelectMany(scores => scores), back.Scores.SelectMany(scores => scores));
        Assert.Equal((3, 5), (Assert.Single(there.Excluded), Assert.Single(back.Excluded)));
    }

    [Theory]
    [InlineData("{}", "\"fedavg\"", 5, 2)]
    [InlineData("{}", "\"fedavg\"", 6, 2)]
    [InlineData("{}", "\"fedavg\"", 3, 1)]
    [InlineData("""{ "minimum": 4, "onError": "dynamic" }""", "\"fedavg\"", 5, 1)]
    [InlineData("""{ "minimum": 5, "onError": "dynamic" }""", "\"fedavg\"", 5, 0)]
    [InlineData("{}", """{ "krum": 2 }""", 9, 2)]
    [InlineData("{}", """{ "krum": 2 }""", 7, 0)]
    public void So_many_are_left_out_as_leave_a_majority_the_minimum_and_what_the_rule_needs(string sampling, string rule, int updates, int most)
    {
        var spec = Spec(sampling: sampling, rule: rule);

        Assert.Equal(most, Screening.MostExcluded(spec, updates));
    }

    [Fact]
    public void Where_not_all_flagged_may_go_the_most_suspicious_go()
    {
        var screening = Screening.Of(Spec("[\"norm\"]", """{ "minimum": 4, "onError": "dynamic" }"""), new([1, 1, 1, 50, 90], [1, 1, 1, 1, 1], []));

        Assert.Equal([3, 4], Enumerable.Range(0, 5).Where(i => screening.Scores[i][0].Flagged));
        Assert.Equal([4], screening.Excluded);
    }

    [Fact]
    public void A_defence_that_only_tells_leaves_nobody_out()
    {
        var spec = Spec("[\"norm\"]");
        var screening = Screening.Of(spec with { Defence = spec.Defence! with { Exclude = false } }, new([1, 1, 1, 1, 90], [1, 1, 1, 1, 1], []));

        Assert.True(screening.Scores[4][0].Flagged);
        Assert.Empty(screening.Excluded);
    }

    internal static FederationSpec Spec(string scores = """["cosine", "loss", "norm"]""", string sampling = "{}", string rule = "\"fedavg\"") => SpecReader.Read($$"""
        {
          "federation": "defended",
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 10 }], "loss": "crossEntropy" },
          "data": { "format": "digits", "train": 300, "test": 100 },
          "clients": { "simulate": 9, "partition": "iid" },
          "rounds": 2,
          "sampling": {{sampling}},
          "aggregation": {{rule}},
          "evaluation": { "central": "test" },
          "defence": { "scores": {{scores}} }
        }
        """).OrThrow().Spec;

    /// <summary>Updates of one direction with noise of the same size.</summary>
    private static float[][] Alike(int count)
    {
        var noise = MedianAlignmentTests.Random(count, 5_000, 4);
        SeededRandom random = new(8);
        float[] direction = [.. Enumerable.Range(0, 5_000).Select(_ => random.NextInt(20_001) / 10_000f - 1)];
        return [.. noise.Select(one => one.Zip(direction, (a, b) => a + b).ToArray())];
    }
}
