using OrleansFederation.Federations;

namespace OrleansFederation.Schedules;

public sealed class ScheduleSpecTests
{
    public static TheoryData<string, ScheduleSpec> Written => new()
    {
        { "\"constant\"", ScheduleSpec.Constant },
        { """{ "constant": {} }""", ScheduleSpec.Constant },
        { """{ "constant": { "warmup": 1 } }""", new() { Warmup = 1 } },
        { """{ "step": { "every": 5, "factor": 0.1 } }""", new() { Kind = ScheduleKind.Step, Every = 5, Factor = 0.1 } },
        { """{ "exponential": 0.9 }""", new() { Kind = ScheduleKind.Exponential, Factor = 0.9 } },
        { """{ "exponential": { "factor": 0.9, "warmup": 1 } }""", new() { Kind = ScheduleKind.Exponential, Factor = 0.9, Warmup = 1 } },
        { """{ "cosine": {} }""", new() { Kind = ScheduleKind.Cosine } },
        { """{ "cosine": { "rounds": 8, "minimum": 0.01, "warmup": 1 } }""", new() { Kind = ScheduleKind.Cosine, Rounds = 8, Minimum = 0.01, Warmup = 1 } },
        { """{ "linear": { "minimum": 0.5 } }""", new() { Kind = ScheduleKind.Linear, Minimum = 0.5 } },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void A_schedule_is_read_and_its_canonical_form_reads_back(string json, ScheduleSpec expected)
    {
        var (spec, document) = SpecReader.Read(SpecSamples.With("training.schedule", json)).OrThrow();

        Assert.Equal(expected, spec.Training.Schedule);
        Assert.Equal(document, SpecReader.Read(document.Json).OrThrow().Document);
    }

    [Fact]
    public void A_constant_schedule_leaves_the_digest_as_it_is() =>
        Assert.Equal(SpecReader.Read(SpecSamples.Small).OrThrow().Document, SpecReader.Read(SpecSamples.With("training.schedule", "\"constant\"")).OrThrow().Document);

    [Theory]
    [InlineData("\"cosin\"", "FED1002", "training.schedule")]
    [InlineData("\"cosine\"", "FED1002", "training.schedule")]
    [InlineData("""{ "cosin": {} }""", "FED1001", "training.schedule.cosin")]
    [InlineData("""{ "step": { "every": 5 } }""", "FED1003", "training.schedule.step.factor")]
    [InlineData("""{ "exponential": 1.5 }""", "FED1002", "training.schedule.exponential")]
    [InlineData("""{ "cosine": {}, "linear": {} }""", "FED1002", "training.schedule")]
    [InlineData("""{ "linear": { "minimum": -0.1 } }""", "FED1002", "training.schedule.linear.minimum")]
    [InlineData("""{ "constant": { "warmup": 2 } }""", "FED1009", "training.schedule.constant.warmup")]
    [InlineData("""{ "cosine": { "rounds": 1 } }""", "FED1009", "training.schedule.cosine.rounds")]
    public void A_wrong_schedule_is_one_problem(string json, string code, string place)
    {
        var problem = Assert.Single(SpecReader.Read(SpecSamples.With("training.schedule", json)).Problems);

        Assert.Equal((code, place), (problem.Code, problem.Place));
    }
}
