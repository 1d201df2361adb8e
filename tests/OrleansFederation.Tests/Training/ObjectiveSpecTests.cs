using OrleansFederation.Federations;

namespace OrleansFederation.Training;

public sealed class ObjectiveSpecTests
{
    public static TheoryData<string, TrainingSpec> Written => new()
    {
        { """{ "proximal": 0 }""", new() },
        { """{ "labelSmoothing": 0 }""", new() },
        { """{ "proximal": 0.01 }""", new() { Proximal = new(0.01) } },
        { """{ "proximal": { "mu": 0.01 } }""", new() { Proximal = new(0.01) } },
        { """{ "proximal": { "mu": 0, "adaptive": true } }""", new() { Proximal = new(0, true) } },
        { """{ "steps": 20, "clip": 1.5 }""", new() { Steps = 20, Clip = 1.5 } },
        { """{ "labelSmoothing": 0.1, "classBalance": 0.99 }""", new() { LabelSmoothing = 0.1, ClassBalance = 0.99 } },
        { """{ "classBalance": { "beta": 0.999 }, "schedule": { "exponential": 0.5 } }""", new() { ClassBalance = 0.999, Schedule = new() { Kind = Schedules.ScheduleKind.Exponential, Factor = 0.5 } } },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void An_objective_is_read_and_its_canonical_form_reads_back(string json, TrainingSpec expected)
    {
        var (spec, document) = SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("training", json), ("rounds", "3"))).OrThrow();

        Assert.Equal(expected, spec.Training);
        Assert.Equal(document, SpecReader.Read(document.Json).OrThrow().Document);
    }

    [Theory]
    [InlineData("""{ "proximal": 0 }""")]
    [InlineData("""{ "proximal": { "mu": 0 } }""")]
    [InlineData("""{ "labelSmoothing": 0.0, "schedule": "constant" }""")]
    public void What_changes_nothing_leaves_the_digest_as_it_is(string training) =>
        Assert.Equal(SpecReader.Read(SpecSamples.Small).OrThrow().Document, SpecReader.Read(SpecSamples.With("training", training)).OrThrow().Document);

    [Theory]
    [InlineData("training", """{ "epochs": 1, "steps": 5 }""", "FED1002", "training.steps")]
    [InlineData("training.steps", "0", "FED1002", "training.steps")]
    [InlineData("training.clip", "0", "FED1002", "training.clip")]
    [InlineData("training.proximal", "-0.1", "FED1002", "training.proximal")]
    [InlineData("training.proximal", """{ "adaptive": true }""", "FED1003", "training.proximal.mu")]
    [InlineData("training.proximal", """{ "mu": 0, "adaptive": true }""", "FED1009", "training.proximal.adaptive")]
    [InlineData("training.labelSmoothing", "1", "FED1002", "training.labelSmoothing")]
    [InlineData("training.classBalance", """{ "beta": 1 }""", "FED1002", "training.classBalance.beta")]
    public void A_wrong_objective_is_one_problem(string place, string json, string code, string told)
    {
        var problem = Assert.Single(SpecReader.Read(SpecSamples.With(place, json)).Problems);

        Assert.Equal((code, told), (problem.Code, problem.Place));
    }

    [Fact]
    public void An_adaptive_mu_stays_within_its_range()
    {
        var problem = Assert.Single(SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("training.proximal", """{ "mu": 2, "adaptive": true }"""), ("rounds", "9"))).Problems);

        Assert.Equal(("FED1009", "training.proximal.mu"), (problem.Code, problem.Place));
    }

    [Fact]
    public void A_loss_without_classes_is_neither_smoothed_nor_balanced()
    {
        var json = SpecSamples.Edit(SpecSamples.Small, ("model.layers", """["flatten", { "linear": 1 }]"""), ("model.loss", "\"mse\""), ("training", """{ "labelSmoothing": 0.1, "classBalance": 0.9 }"""));

        var problems = SpecReader.Read(json).Problems;

        Assert.Equal(["training.labelSmoothing", "training.classBalance"], problems.Select(problem => problem.Place));
        Assert.All(problems, problem => Assert.Equal("FED1009", problem.Code));
    }

    [Fact]
    public void Two_classes_are_balanced_but_not_smoothed()
    {
        var json = SpecSamples.Edit(SpecSamples.Small, ("model.layers", """["flatten", { "linear": 1 }]"""), ("model.loss", "\"bce\""), ("training", """{ "labelSmoothing": 0.1, "classBalance": 0.9 }"""));

        Assert.Equal(["training.labelSmoothing"], SpecReader.Read(json).Problems.Where(problem => problem.Place.StartsWith("training", StringComparison.Ordinal)).Select(problem => problem.Place));
    }
}
