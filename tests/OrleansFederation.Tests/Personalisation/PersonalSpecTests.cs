using OrleansFederation.Federations;
using OrleansFederation.Modeling;

namespace OrleansFederation.Personalisation;

public sealed class PersonalSpecTests
{
    private const string Layers = """[{ "conv2d": { "out": 4, "kernel": 5 } }, { "batchnorm2d": {} }, "relu", "flatten", { "linear": 10 }]""";

    public static TheoryData<string, string[], PersonalSpec> Written => new()
    {
        { """{ "keep": ["batchnorm"] }""", ["batchnorm"], new() },
        { """{ "keep": [4, "1.running_*"] }""", ["4", "1.running_*"], new() },
        { """{ "keep": ["4"], "headEpochs": 5 }""", ["4"], new() { HeadEpochs = 5 } },
        { """{ "keep": ["4"], "finetune": 2 }""", ["4"], new() { FineTune = 2 } },
        { """{ "ditto": 0.1 }""", [], new() { Ditto = 0.1 } },
        { """{ "ditto": 0, "epochs": 3 }""", [], new() { Ditto = 0, Epochs = 3 } },
        { """{ "finetune": 1 }""", [], new() { FineTune = 1 } },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void A_way_to_models_of_the_clients_own_is_read_and_its_canonical_form_reads_back(string json, string[] kept, PersonalSpec expected)
    {
        var (spec, document) = SpecReader.Read(With(json)).OrThrow();

        Assert.Equal((expected, string.Join(' ', kept)), (spec.Personal, string.Join(' ', spec.Model.Kept)));
        Assert.Equal(document, SpecReader.Read(document.Json).OrThrow().Document);
        Assert.NotEqual(SpecReader.Read(With("null")).OrThrow().Document, document);
    }

    [Fact]
    public void Without_one_the_digest_stays_as_it_is() =>
        Assert.Equal(SpecReader.Read(SpecSamples.Small).OrThrow().Document, SpecReader.Read(SpecSamples.With("personal", "null")).OrThrow().Document);

    [Theory]
    [InlineData("{}", "FED1009", "personal")]
    [InlineData("""{ "keep": ["5"] }""", "FED1002", "personal.keep[0]")]
    [InlineData("""{ "keep": ["*"] }""", "FED1009", "personal.keep")]
    [InlineData("""{ "keep": ["*.weight", "*.bias"] }""", "FED1009", "personal.keep")]
    [InlineData("""{ "keep": ["4"], "ditto": 1 }""", "FED1009", "personal.ditto")]
    [InlineData("""{ "ditto": 1, "finetune": 1 }""", "FED1009", "personal.finetune")]
    [InlineData("""{ "ditto": -1 }""", "FED1002", "personal.ditto")]
    [InlineData("""{ "finetune": 0 }""", "FED1002", "personal.finetune")]
    [InlineData("""{ "finetune": 1, "epochs": 2 }""", "FED1009", "personal.epochs")]
    [InlineData("""{ "finetune": 1, "headEpochs": 2 }""", "FED1009", "personal.headEpochs")]
    [InlineData("""{ "keep": ["1.running_mean"], "headEpochs": 2 }""", "FED1009", "personal.headEpochs")]
    [InlineData("""{ "kept": ["4"] }""", "FED1001", "personal.kept")]
    public void What_cannot_be_is_one_problem(string json, string code, string told)
    {
        var problem = Assert.Single(SpecReader.Read(With(json)).Problems);

        Assert.Equal((code, told), (problem.Code, problem.Place));
    }

    [Theory]
    [InlineData("4.wieght", "4.weight")]
    [InlineData("batch_norm", "batchnorm")]
    [InlineData("head.classifier.weight", "0.weight")]
    public void A_name_that_the_model_lacks_is_told_with_those_that_it_has(string name, string known) =>
        Assert.Contains(known, Assert.Single(SpecReader.Read(With($$"""{ "keep": ["{{name}}"] }""")).Problems).Remedy, StringComparison.Ordinal);

    [Fact]
    public void Batch_normalisation_is_kept_only_where_there_is_some() =>
        Assert.Contains("no layer with running statistics", Assert.Single(SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, ("personal", """{ "keep": ["batchnorm"] }"""), ("evaluation", """{ "fraction": 1 }"""))).Problems).Cause, StringComparison.Ordinal);

    [Fact]
    public void What_is_frozen_is_the_same_everywhere_and_not_kept()
    {
        var json = SpecSamples.Edit(With("""{ "keep": ["4"] }"""), ("model.freeze", """["4.bias"]"""));
        var plan = ModelPlans.Of(SpecReader.Read(json).OrThrow().Spec.Model);

        Assert.Equal(["4.weight"], plan.Kept!.Layout.Entries.Select(entry => entry.Name));
        Assert.Equal("personal.keep", Assert.Single(SpecReader.Read(SpecSamples.Edit(json, ("model.freeze", """["4"]"""))).Problems).Place);
    }

    [Theory]
    [InlineData("""{ "finetune": 1 }""", """{ "central": "test" }""", "personal.finetune")]
    [InlineData("""{ "ditto": 1 }""", """{ "central": "test" }""", "personal.ditto")]
    [InlineData("""{ "keep": ["4"] }""", """{ "fraction": 1, "central": "test" }""", "evaluation.central")]
    public void Models_of_the_clients_own_are_evaluated_at_the_clients(string json, string evaluation, string told)
    {
        var problem = Assert.Single(SpecReader.Read(SpecSamples.Edit(With(json), ("evaluation", evaluation))).Problems);

        Assert.Equal(("FED1009", told), (problem.Code, problem.Place));
    }

    [Fact]
    public void Accomplices_cannot_train_with_the_parts_that_stay_with_others()
    {
        var json = SpecSamples.Edit(With("""{ "keep": ["4"] }"""), ("clients", """{ "simulate": 10 }"""), ("attack", """{ "clients": 0.2, "how": "alie" }"""));

        Assert.Equal("attack", Assert.Single(SpecReader.Read(json).Problems).Place);
    }

    [Fact]
    public void Normalised_averaging_may_not_average_running_statistics_but_clients_may_keep_them()
    {
        var json = SpecSamples.Edit(With("""{ "finetune": 1 }"""), ("aggregation", "\"fednova\""));

        Assert.Equal("aggregation", Assert.Single(SpecReader.Read(json).Problems).Place);
        Assert.Empty(SpecReader.Read(SpecSamples.Edit(json, ("personal", """{ "keep": ["batchnorm"] }"""))).Problems);
    }

    [Fact]
    public void Baselines_share_all_of_the_model()
    {
        var spec = SpecReader.Read(SpecSamples.Edit(With("""{ "ditto": 1 }"""), ("evaluation", """{ "fraction": 1, "central": "test", "baselines": true }"""))).OrThrow().Spec;

        Assert.All(Baselines.Of(spec), baseline => Assert.Equal((null, 0), (baseline.Personal, baseline.Model.Kept.Count)));
    }

    private static string With(string personal) => SpecSamples.Edit(SpecSamples.Small, ("model.layers", Layers), ("personal", personal), ("evaluation", """{ "fraction": 1 }"""));
}
