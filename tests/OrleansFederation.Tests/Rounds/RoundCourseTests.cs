using OrleansFederation.Artifacts;
using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

/// <summary>What moves from round to round is told, and what follows from it moves with it.</summary>
public sealed class RoundCourseTests
{
    [Fact]
    public void Nothing_moves_in_a_plain_spec() => Assert.Empty(RoundCourse.Of(Read("", ""), Plan(Read("", ""), 2)));

    [Fact]
    public void Rates_under_a_schedule_an_adaptive_mu_and_an_adaptive_bound_are_told()
    {
        var spec = Read(
            """, "schedule": { "exponential": 0.5 }, "proximal": { "mu": 0.3, "adaptive": true }""",
            """, "aggregation": { "adaptiveclipping": 2 }, "server": { "sgd": { "learningRate": 0.8, "schedule": { "exponential": 0.25 } } }""");

        var course = RoundCourse.Of(spec, Plan(spec, 3) with { Proximal = 0.2, Aggregation = new Dictionary<string, double>(spec.Aggregation.Arguments) { ["bound"] = 1.5 } });

        Assert.Equal(["bound", "learningRate", "mu", "serverRate"], course.Keys);
        Assert.Equal([1.5, 0.1 * 0.25, 0.2, 0.8 * 0.0625], course.Values);
    }

    [Fact]
    public void A_rule_that_knows_the_clients_learning_rate_follows_its_schedule()
    {
        var spec = Read(""", "schedule": { "exponential": 0.5 }""", """, "aggregation": { "qfedavg": { "q": 1, "learningRate": 0.1 } }""");

        Assert.Equal(0.1, RoundCourse.Aggregation(spec, Plan(spec, 1))["learningRate"]);
        Assert.Equal(0.05, RoundCourse.Aggregation(spec, Plan(spec, 2))["learningRate"]);
        Assert.Equal(1, RoundCourse.Aggregation(spec, Plan(spec, 2))["q"]);
    }

    private static FederationSpec Read(string training, string more) => SpecReader.Read($$"""
        {
          "federation": "small",
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 10 }], "loss": "crossEntropy" },
          "data": { "format": "digits" },
          "clients": { "simulate": 3 },
          "training": { "optimizer": "sgd", "learningRate": 0.1{{training}} },
          "rounds": 4{{more}}
        }
        """).OrThrow().Spec;

    private static RoundPlan Plan(FederationSpec spec, int round) => new("small", round, CanonicalJson.Write(spec), new ArtifactRef(new string('0', 64), 4), null, "alice");
}
