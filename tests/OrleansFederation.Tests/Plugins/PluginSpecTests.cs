using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Training;

namespace OrleansFederation.Plugins;

/// <summary>Plugins in specs.</summary>
public sealed class PluginSpecTests
{
    private static readonly string Digest = "sha256:" + new string('a', 64);

    private static string Plugin(string name, string options = "{}") => $$"""{ "plugin": { "name": "{{name}}", "digest": "{{Digest}}", "options": {{options}} } }""";

    private static string Spec(string data, string loss = "\"bce\"", string evaluation = "{}", string preprocessing = "null") => $$"""
        {
          "federation": "own", "model": { "input": [4], "layers": [{ "linear": 1 }], "loss": {{loss}} }, "preprocessing": {{preprocessing}},
          "clients": [ { "id": "one", "site": "north", "data": {{data}} }, { "id": "two", "site": "south", "data": {{data}} } ], "rounds": 1, "evaluation": {{evaluation}}
        }
        """;

    [Fact]
    public void A_model_that_a_plugin_brings_is_pinned_with_its_twin_and_reads_back()
    {
        var read = SpecReader.Read(OfModel(""" "plugin": { "name": "net", "digest": "DIGEST", "options": { "depth": 2 }, "onnx": { "path": "/a.onnx", "digest": "DIGEST", "bytes": 9 }, "output": [2], "parameters": { "w": [2, 4], "b": [2] } } """));

        Assert.Empty(read.Problems);
        var program = read.Spec!.Model.Program!;
        Assert.Null(program.Script);
        Assert.Equal(("net", "2", "model.plugin"), (program.Plugin!.Name, program.Plugin.Options["depth"], program.Place));
        Assert.Equal(read.Document, SpecReader.Read(read.Document!.Json).Document);
        Assert.Contains(PluginUse.Of(read.Spec, TaskKind.Train, "local", 0), use => use is { Kind: PluginKind.Model, Plugin.Name: "net" });
        Assert.DoesNotContain(PluginUse.Of(read.Spec, TaskKind.Evaluate, "local", 0), use => use.Kind == PluginKind.Model);
    }

    [Fact]
    public void A_model_is_layers_or_a_plugin_and_not_both() =>
        Assert.NotEmpty(SpecReader.Read(OfModel(""" "layers": [{ "linear": 2 }], "plugin": { "name": "net", "digest": "DIGEST", "onnx": { "path": "/a.onnx", "digest": "DIGEST", "bytes": 9 }, "output": [2], "parameters": { "w": [2, 4] } } """)).Problems);

    [Fact]
    public void Every_place_of_a_plugin_reaches_the_spec_and_its_canonical_form_says_the_same()
    {
        var json = Spec(Plugin("blobs", """{ "shift": 1.50, "deep": true, "word": "x" }"""), $$"""{ {{Plugin("focal")[1..^1]}}, "as": "bce" }""", $$"""{ "fraction": 1, "metrics": [ {{Plugin("cost")}} ] }""", Plugin("squares"));

        var (spec, document) = SpecReader.Read(json).OrThrow();
        var again = SpecReader.Read(document.Json).OrThrow();

        Assert.Equal(document, again.Document);
        var data = spec.Clients.Listed![0].Data;
        Assert.Equal(("plugin", "blobs", Digest), (data.Format, data.Plugin!.Name, data.Plugin.Digest));
        Assert.Equal("deep=true shift=1.5 word=x", string.Join(' ', data.Plugin.Options.Select(option => $"{option.Key}={option.Value}")));
        Assert.Equal((LossKind.Bce, "focal"), (spec.Model.Loss, spec.Model.LossPlugin!.Name));
        Assert.Equal(("squares", "cost"), (spec.PreprocessingPlugin!.Name, spec.Evaluation.Metrics.Single().Name));
        Assert.Null(spec.Preprocessing);
    }

    [Fact]
    public void The_order_of_options_says_nothing()
    {
        var one = SpecReader.Read(Spec(Plugin("blobs", """{ "a": 1, "b": 2 }"""))).OrThrow().Document;
        var other = SpecReader.Read(Spec(Plugin("blobs", """{ "b": 2, "a": 1 }"""))).OrThrow().Document;

        Assert.Equal(one.Digest, other.Digest);
    }

    [Theory]
    [InlineData("""{ "plugin": { "name": "blobs", "digest": "sha256:12" } }""", "clients[0].data.plugin.digest")]
    [InlineData("""{ "plugin": { "name": "blobs" } }""", "clients[0].data.plugin.digest")]
    [InlineData("""{ "format": "plugin" }""", "clients[0].data.plugin")]
    [InlineData("""{ "format": "csv", "path": "a", "columns": [ { "a": "number" }, { "b": "number" } ], "target": "b", "plugin": { "name": "blobs", "digest": "DIGEST" } }""", "clients[0].data.plugin")]
    [InlineData("""{ "plugin": { "name": "blobs", "digest": "DIGEST" }, "path": "a" }""", "clients[0].data.path")]
    [InlineData("""{ "plugin": { "name": "blobs", "digest": "DIGEST", "options": { "deep": { "deeper": 1 } } } }""", "clients[0].data.plugin.options.deep")]
    public void What_is_wrong_with_a_plugin_is_told_with_its_place(string data, string place)
    {
        var problems = SpecReader.Read(Spec(data.Replace("DIGEST", Digest, StringComparison.Ordinal))).Problems;

        Assert.Contains(place, problems.Select(problem => problem.Place));
    }

    [Fact]
    public void A_plugin_beside_what_it_takes_the_place_of_is_refused()
    {
        var both = Plugin("squares")[..^1] + """, "impute": "mean" }""";

        var problem = Assert.Single(SpecReader.Read(Spec(Plugin("blobs"), preprocessing: both)).Problems, problem => problem.Place == "preprocessing" && problem.Cause.Contains("beside", StringComparison.Ordinal));

        Assert.Equal(FederationErrors.UnsafeCombination.Code, problem.Code);
    }

    [Fact]
    public void A_metric_twice_is_refused()
    {
        var problem = Assert.Single(SpecReader.Read(Spec(Plugin("blobs"), evaluation: $$"""{ "metrics": [ {{Plugin("cost")}}, {{Plugin("cost")}} ] }""")).Problems);

        Assert.Equal("evaluation.metrics[1].plugin.name", problem.Place);
    }

    [Fact]
    public void A_task_needs_the_plugins_that_it_calls_and_no_others()
    {
        var spec = SpecReader.Read(Spec(Plugin("blobs"), $$"""{ {{Plugin("focal")[1..^1]}}, "as": "bce" }""", $$"""{ "fraction": 1, "metrics": [ {{Plugin("cost")}} ] }""", Plugin("squares"))).OrThrow().Spec;

        string Needed(TaskKind kind, int ordinal) => string.Join(' ', PluginUse.Of(spec, kind, "north", ordinal).Select(use => use.Plugin.Name));

        Assert.Equal("blobs squares focal", Needed(TaskKind.Train, 0));
        Assert.Equal("blobs squares focal", Needed(TaskKind.Replay, 1));
        Assert.Equal("blobs squares cost", Needed(TaskKind.Evaluate, 0));
        Assert.Equal("squares cost", Needed(TaskKind.EvaluateCentral, -1));
        Assert.Equal("blobs", Needed(TaskKind.Statistics, -1));
    }

    private static string OfModel(string model) => $$"""
        { "federation": "own", "model": { "input": [4], "loss": "crossEntropy", {{model.Replace("DIGEST", "sha256:" + new string('a', 64), StringComparison.Ordinal)}} },
          "data": { "format": "npy", "path": "/a.npz" }, "clients": { "simulate": 1 }, "rounds": 1 }
        """;
}
