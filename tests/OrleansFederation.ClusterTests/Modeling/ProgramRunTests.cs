using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Isolation;
using OrleansFederation.Plugins;

namespace OrleansFederation.Modeling;

/// <summary>Federations whose model is a TorchScript file: trained apart where it is approved, served by its twin, and refused where one of the two is not right.</summary>
public sealed class ProgramRunTests : IDisposable
{
    private static readonly string Folder = Path.Combine(RepositoryFolder.Path, "tests", "programs");

    private readonly StateDirectory _site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ProgramRunTests() => Directory.CreateDirectory(Tasks);

    private string Tasks => Path.Combine(_site.Path, "tasks");

    private string Approvals => Path.Combine(_site.Path, "approvals.json");

    [Fact]
    public async Task An_approved_program_is_trained_to_the_same_bits_twice_and_served()
    {
        Approve("scripted.pt");
        List<string> digests = [];
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var state = new StateDirectory();
            await using var silo = await StartAsync(state);

            var view = await silo.RunAsync(Spec());

            Assert.True(view.Status == FederationStatus.Finished, view.Failure?.ToString());
            var versions = await silo.VersionsAsync();
            digests.Add(versions[0].Manifest.Parameters.Digest);
            var answer = await silo.Inference().InferAsync(new(null, new float[2 * 784]), Cancel);
            Assert.Equal([2, 10], answer.Shape);
            Assert.Equal(versions[0].Manifest.Onnx.Digest, answer.Digest);
            var rounds = await silo.RoundsAsync();
            Assert.True(rounds[^1].Central!.Loss < rounds[0].Central!.Loss, $"{rounds[^1].Central!.Loss} after {rounds[0].Central!.Loss}");
        }

        Assert.Equal(digests[0], digests[1]);
    }

    [Fact]
    public async Task What_no_approval_names_is_refused_with_the_digest_and_leaves_no_federation()
    {
        using var state = new StateDirectory();
        await using var silo = await StartAsync(state);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => silo.Federation().StartAsync(Spec(), Cancel));

        Assert.Equal("FED4030", refusal.Code);
        Assert.Contains(Digest("scripted.pt"), refusal.Problems[0].Remedy, StringComparison.Ordinal);
        Assert.Null(await silo.Federation().GetAsync());
    }

    [Theory]
    [InlineData("traced-training.pt", "twin.onnx", "FED1090")]
    [InlineData("double.pt", "twin.onnx", "FED1090")]
    [InlineData("twin.onnx", "twin.onnx", "FED1090")]
    [InlineData("scripted.pt", "other-weights.onnx", "FED1092")]
    [InlineData("scripted.pt", "other-architecture.onnx", "FED1092")]
    [InlineData("scripted.pt", "folded.onnx", "FED1092")]
    [InlineData("scripted.pt", "scripted.pt", "FED1031")]
    public async Task A_program_or_twin_that_is_not_right_is_refused(string script, string onnx, string code)
    {
        Approve(script);
        using var state = new StateDirectory();
        await using var silo = await StartAsync(state);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => silo.Federation().StartAsync(Spec(script, onnx), Cancel));

        Assert.Equal(code, refusal.Code);
        Assert.Null(await silo.Federation().GetAsync());
    }

    [Fact]
    public async Task A_spec_that_says_other_than_the_files_is_refused()
    {
        Approve("scripted.pt");
        using var state = new StateDirectory();
        await using var silo = await StartAsync(state);

        async Task<string> CodeAsync(Func<string, string> change) =>
            (await Assert.ThrowsAsync<FederationException>(() => silo.Federation().StartAsync(change(Spec()), Cancel))).Code;

        Assert.Equal("FED1091", await CodeAsync(spec => spec.Replace(Digest("twin.onnx"), Digest("folded.onnx"), StringComparison.Ordinal)));
        Assert.Equal("FED1091", await CodeAsync(spec => spec.Replace("\"output\": [10]", "\"output\": [11]", StringComparison.Ordinal)));
        Assert.Equal("FED1092", await CodeAsync(spec => spec.Replace("\"fc.bias\": [10]", "\"fc.bias\": [11]", StringComparison.Ordinal)));
        Assert.Equal("FED1020", await CodeAsync(spec => spec.Replace("twin.onnx", "absent.onnx", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_revoked_trains_no_more()
    {
        Approve("scripted.pt");
        using var state = new StateDirectory();
        await using var silo = await StartAsync(state);
        await silo.Federation().StartAsync(Spec(rounds: 50), Cancel);
        await silo.WaitForAsync(FederationEventKind.RoundCommitted, 1);

        File.Delete(Approvals);
        await silo.WaitForEndAsync();

        PrincipalContext.Current = RunningSilo.Owner;
        var view = await silo.Federation().GetAsync();
        Assert.Equal(FederationStatus.Failed, view!.Status);
    }

    [Fact]
    public async Task The_console_describes_a_program_and_approves_it_by_its_digest()
    {
        var described = await Console.CommandLine.RunAsync("model", "describe", Path.Combine(Folder, "scripted.pt"), "--onnx", Path.Combine(Folder, "twin.onnx"), "--input", "1,28,28", "-o", "json");
        var approved = await Console.CommandLine.RunAsync("plugin", "approve", Path.Combine(Folder, "scripted.pt"), "--kind", "model", "--digest", Digest("scripted.pt"), "--approvals", Approvals, "-o", "json");
        var changed = await Console.CommandLine.RunAsync("plugin", "approve", Path.Combine(Folder, "scripted.pt"), "--kind", "model", "--digest", Digest("double.pt"), "--approvals", Approvals);
        var mixed = await Console.CommandLine.RunAsync("plugin", "approve", Path.Combine(Folder, "scripted.pt"), "--kind", "model", "data", "--approvals", Approvals);

        Assert.True(described.ExitCode == ExitCodes.Ok, described.Error);
        Assert.True(approved.ExitCode == ExitCodes.Ok, approved.Error);
        Assert.Equal((ExitCodes.Refused, ExitCodes.Usage), (changed.ExitCode, mixed.ExitCode));
        var model = System.Text.Json.Nodes.JsonNode.Parse(described.Output)!["model"]!;
        var spec = System.Text.Json.Nodes.JsonNode.Parse(Spec())!;
        spec["model"] = model.DeepClone();
        var (read, _) = SpecReader.Read(spec.ToJsonString()).OrThrow();
        Assert.Equal(SpecReader.Read(Spec()).OrThrow().Document.Digest, CanonicalJson.Write(read).Digest);
        Assert.Equal(Digest("scripted.pt"), Assert.Single(new ApprovalFile(Approvals).Read()).Digest);
    }

    public void Dispose() => _site.Dispose();

    private static string Digest(string file) => ProgramFile.DigestPrefix + Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, file))));

    private static string Named(string file) =>
        $$""" "path": {{JsonSerializer.Serialize(Path.Combine(Folder, file))}}, "digest": "{{Digest(file)}}", "bytes": {{new FileInfo(Path.Combine(Folder, file)).Length}}""";

    private static string Spec(string script = "scripted.pt", string onnx = "twin.onnx", int rounds = 2) => $$"""
        {
          "federation": "tiny", "seed": 7,
          "model": {
            "input": [1, 28, 28], "loss": "crossEntropy",
            "torchScript": {
              {{Named(script)}}, "onnx": { {{Named(onnx)}} }, "output": [10],
              "parameters": { "conv.weight": [2, 1, 4, 4], "conv.bias": [2], "bn.weight": [2], "bn.bias": [2], "fc.weight": [10, 98], "fc.bias": [10] },
              "buffers": { "bn.running_mean": [2], "bn.running_var": [2] }
            }
          },
          "data": { "format": "digits", "train": 200, "test": 100 },
          "clients": { "simulate": 2 }, "rounds": {{rounds}},
          "training": { "optimizer": "adam", "learningRate": 0.005, "batchSize": 10, "epochs": 1 },
          "evaluation": { "fraction": 1, "minimum": 2, "central": "test" }
        }
        """;

    private void Approve(string file) =>
        File.WriteAllText(Approvals, $$"""{ "plugins": [ { "name": "ours", "digest": "{{Digest(file)}}", "kinds": ["model"], "limits": { "memory": "2GiB", "time": "2m" } } ] }""");

    private Task<RunningSilo> StartAsync(StateDirectory state) =>
        RunningSilo.StartAsync(state, services => services.Configure<IsolationOptions>(options => (options.Approvals, options.Folder) = (Approvals, Tasks)));
}
