using System.Security.Cryptography;
using Google.Protobuf;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Inference;
using OrleansFederation.Training;
using TorchSharp;

namespace OrleansFederation.Modeling;

/// <summary>TorchScript files and their ONNX twins, as tests/programs/make.py writes them.</summary>
public sealed class ProgramTests
{
    private static readonly ProgramTensor[] Tensors =
    [
        new("bn.bias", [2], false), new("bn.running_mean", [2], true), new("bn.running_var", [2], true), new("bn.weight", [2], false),
        new("conv.bias", [2], false), new("conv.weight", [2, 1, 4, 4], false), new("fc.bias", [10], false), new("fc.weight", [10, 98], false),
    ];

    private static readonly int[] Shape = [3, 1, 28, 28];

    private static ModelSpec Model { get; } = new("program", [1, 28, 28], [], LossKind.CrossEntropy)
    {
        Program = new(File("scripted.pt"), File("twin.onnx"), [10], Tensors),
    };

    private static float[] Inputs { get; } = new ProbeInputs(ModelPlans.Of(Model), null, [1, 28, 28]).Make(3);

    [Fact]
    public void A_script_has_its_tensors_by_name_and_the_counter_of_batches_is_none()
    {
        using var program = Load("scripted.pt");

        Assert.Equal(Tensors.Select(tensor => (tensor.Name, string.Join(',', tensor.Shape), tensor.IsBuffer)), program.Tensors.Select(tensor => (tensor.Name, string.Join(',', tensor.Shape), tensor.IsBuffer)));
        Assert.True(program.Switches());
    }

    [Theory]
    [InlineData("scripted.pt")]
    [InlineData("traced-evaluating.pt")]
    public void Evaluated_twice_it_gives_the_same_bits_as_the_twin_does_nearly(string file)
    {
        using var program = Load(file);
        var twin = Twin("twin.onnx");

        var first = program.Evaluate(twin.Values, Inputs, Shape);
        var second = program.Evaluate(twin.Values, Inputs, Shape);

        Assert.Equal(first.Values, second.Values);
        Assert.Equal([3, 10], first.Shape);
        Assert.Equal(twin.Values, program.Values());
        Assert.True(ProbeInputs.Difference(first.Values, Run(twin, twin.Values)) < 1e-5);
    }

    [Fact]
    public void Other_numbers_are_the_programs_and_the_twins_alike()
    {
        using var program = Load("scripted.pt");
        var twin = Twin("twin.onnx");
        float[] values = [.. twin.Values.Select((value, i) => value + i % 5 * 0.01f)];

        var outputs = program.Evaluate(values, Inputs, Shape).Values;

        Assert.True(ProbeInputs.Difference(outputs, Run(twin, values)) < 1e-5);
        Assert.True(ProbeInputs.Difference(outputs, Run(twin, twin.Values)) > 1e-3);
    }

    [Fact]
    public void A_model_traced_while_it_trained_gives_other_outputs_each_time()
    {
        using var program = Load("traced-training.pt");

        var values = program.Values();

        Assert.NotEqual(program.Evaluate(values, Inputs, Shape).Values, program.Evaluate(values, Inputs, Shape).Values);
    }

    [Fact]
    public void Written_again_it_computes_the_same()
    {
        using var program = Load("scripted.pt");
        using var again = TorchProgram.Load(program.Save(), "again");

        Assert.Equal(program.Evaluate(program.Values(), Inputs, Shape).Values, again.Evaluate(again.Values(), Inputs, Shape).Values);
    }

    [Theory]
    [InlineData("double.pt")]
    [InlineData("twin.onnx")]
    public void What_cannot_be_trained_together_is_refused(string file) =>
        Assert.Equal("FED1090", Assert.Throws<FederationException>(() => Load(file)).Code);

    [Fact]
    public async Task It_trains_to_the_same_bits_every_time_and_its_buffers_move()
    {
        var twin = Twin("twin.onnx");

        var first = await TrainAsync(twin.Values);
        var second = await TrainAsync(twin.Values);

        Assert.Equal(first.Update, second.Update);
        var layout = ModelPlans.Of(Model).Layout;

        // A bias before a normalisation changes nothing and has no gradient.
        Assert.All(layout.Entries.Where(entry => entry.Name != "conv.bias"), entry => Assert.Contains(first.Update.AsSpan(entry.Offset, entry.Length).ToArray(), change => change != 0));
    }

    [Fact]
    public void A_step_of_gradients_reaches_the_flat_vector()
    {
        using var model = new TorchModel(ModelPlans.Of(Model), program: Bytes("scripted.pt"));
        Twin("twin.onnx").Values.CopyTo(model.Parameters.Values);
        using var generator = new torch.Generator(1);
        using var scope = torch.NewDisposeScope();

        var output = model.Forward(torch.tensor(Inputs, [3, 1, 28, 28]), new(generator));
        var gradients = torch.autograd.grad([output.sum()], model.Leaves);

        Assert.Equal(["bn.bias", "bn.weight", "conv.bias", "conv.weight", "fc.bias", "fc.weight"], model.Parameters.TrainableEntries.Select(entry => entry.Name));
        Assert.Equal(model.Parameters.TrainableEntries.Select(entry => (long)entry.Length), gradients.Select(gradient => gradient.numel()));
    }

    [Fact]
    public void A_twin_whose_exporter_folded_parameters_is_refused_with_their_names()
    {
        var refusal = Assert.Throws<FederationException>(() => Twin("folded.onnx"));

        Assert.All(refusal.Problems, problem => Assert.Equal("FED1092", problem.Code));
        Assert.Contains(refusal.Problems, problem => problem.Place.Contains("'bn.running_mean'", StringComparison.Ordinal));
        Assert.Contains(refusal.Problems, problem => problem.Place.Contains("'conv.weight'", StringComparison.Ordinal));
    }

    [Fact]
    public void An_ONNX_file_that_keeps_numbers_outside_is_refused()
    {
        var model = Onnx.ModelProto.Parser.ParseFrom(Bytes("twin.onnx"));
        model.Graph.Initializer[0].DataLocation = 1;
        var inner = Onnx.ModelProto.Parser.ParseFrom(Bytes("twin.onnx"));
        inner.Graph.Node[0].Attribute.Add(new Onnx.AttributeProto { Name = "body", G = new() { Initializer = { new Onnx.TensorProto { Name = "deep", DataLocation = 1 } } } });

        Assert.Equal("FED1031", Assert.Throws<FederationException>(() => new OnnxExporter().CheckForeign(model.ToByteArray(), "file")).Code);
        Assert.Contains("'deep'", Assert.Throws<FederationException>(() => new OnnxExporter().CheckForeign(inner.ToByteArray(), "file")).Message, StringComparison.Ordinal);
        Assert.Equal("FED1031", Assert.Throws<FederationException>(() => new OnnxExporter().CheckForeign(Bytes("scripted.pt"), "file")).Code);
    }

    [Fact]
    public void A_specs_digest_pins_the_program_and_its_canonical_form_reads_back()
    {
        var (spec, document) = SpecReader.Read(Spec()).OrThrow();

        Assert.Equal(document, CanonicalJson.Write(SpecReader.FromCanonical(document)));
        Assert.Equal(Tensors.Select(tensor => tensor.Name), spec.Model.Program!.Tensors.Select(tensor => tensor.Name));
        Assert.NotEqual(document.Digest, SpecReader.Read(Spec().Replace("sha256:00", "sha256:01", StringComparison.Ordinal)).OrThrow().Document.Digest);
        Assert.Equal(document.Digest, SpecReader.Read(Spec().Replace("\"bn.bias\": [2], \"bn.weight\": [2]", "\"bn.weight\": [2], \"bn.bias\": [2]", StringComparison.Ordinal)).OrThrow().Document.Digest);
    }

    [Theory]
    [InlineData("\"lora\": {},", "model.lora")]
    [InlineData("\"from\": { \"version\": \"a@1\", \"fresh\": [\"fc\"] },", "model.from.fresh")]
    [InlineData("\"layers\": [\"flatten\"],", "model.torchScript")]
    [InlineData("\"freeze\": [\"absent\"],", "model.freeze[0]")]
    public void What_a_program_cannot_do_is_refused_with_its_place(string more, string place) =>
        Assert.Contains(SpecReader.Read(Spec(more)).Problems, problem => problem.Place == place);

    [Fact]
    public void What_is_frozen_has_no_gradient()
    {
        var plan = ModelPlans.Of(Model with { Freeze = ["conv.*", "bn.*"] });

        Assert.Equal(["fc.bias", "fc.weight"], plan.Moving.Layout.Entries.Select(entry => entry.Name));
    }

    private static string Spec(string more = "") => $$"""
        {
          "federation": "p", "clients": { "simulate": 2 }, "rounds": 1, "data": { "format": "digits" },
          "model": { "input": [1, 28, 28], "loss": "crossEntropy", {{more}}
            "torchScript": {
              "path": "a.pt", "digest": "sha256:00{{new string('a', 62)}}", "bytes": 10, "output": [10],
              "onnx": { "path": "${MODELS}/a.onnx", "digest": "sha256:{{new string('b', 64)}}", "bytes": 20 },
              "parameters": { "bn.bias": [2], "bn.weight": [2], "conv.bias": [2], "conv.weight": [2, 1, 4, 4], "fc.bias": [10], "fc.weight": [10, 98] },
              "buffers": { "bn.running_mean": [2], "bn.running_var": [2] } } }
        }
        """;

    private static ProgramFile File(string name) => new(Path.Combine(Folder, name), ProgramFile.DigestPrefix + Convert.ToHexStringLower(SHA256.HashData(Bytes(name))), Bytes(name).Length);

    private static string Folder => Path.Combine(TestFiles.Repository, "tests", "programs");

    private static byte[] Bytes(string name) => System.IO.File.ReadAllBytes(Path.Combine(Folder, name));

    private static TorchProgram Load(string name) => TorchProgram.Load(Bytes(name), name);

    private static ProgramTwin Twin(string name) => new OnnxExporter().ReadTwin(Model, Bytes(name));

    private static float[] Run(ProgramTwin twin, float[] values)
    {
        using var session = OnnxSession.Open("twin", twin.Frame.Fill(values));
        return session.Run(Inputs).Values;
    }

    private static async Task<TrainingResult> TrainAsync(float[] parameters)
    {
        using var trainer = new LocalTrainer(TimeProvider.System);
        var request = Samples.Request(Model, Samples.Data([1, 28, 28], 40, 10), new() { LearningRate = 0.01, BatchSize = 10 });
        return await trainer.TrainAsync(request with { Parameters = parameters, Program = Bytes("scripted.pt") }, null, TestContext.Current.CancellationToken);
    }
}
