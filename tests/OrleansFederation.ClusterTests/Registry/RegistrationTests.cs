using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Parameters;

namespace OrleansFederation.Registry;

/// <summary>Versions made elsewhere: what is taken, what is refused, and what is left of a registration that broke off.</summary>
public sealed class RegistrationTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    private static readonly float[] Input = [.. Enumerable.Range(0, 784).Select(i => i % 7 / 7f)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningSilo Silo => trained.Silo;

    private FederationClient Client(string principal = RunningSilo.Owner) => new(Silo.Grains, principal);

    [Fact]
    public async Task A_registered_version_answers_and_has_no_round_behind_it()
    {
        using var folder = new TemporaryFolder();
        var file = await ChangedAsync(folder["mine.safetensors"], values => values[0] += 1);

        var manifest = await RegisterAsync(file, request => request with { Parents = [1, 2], Note = "by hand" });

        var view = await Client().GetVersionAsync("tiny", manifest.Version, Cancel);
        Assert.Equal(("", 0, "by hand", RunningSilo.Owner, "tiny@2"), (view.Manifest.Federation, view.Manifest.Round, view.Manifest.Registration!.Note, view.Manifest.Registration.By, view.Manifest.Registration.Like));
        Assert.Empty(view.Manifest.Contributors);
        Assert.Equal(await DigestAsync(file), view.Manifest.Registration.File.Digest);
        var answer = await Client().InferAsync("tiny", new($"{manifest.Version}", Input), Cancel);
        Assert.NotEqual((await Client().InferAsync("tiny", new("2", Input), Cancel)).Outputs, answer.Outputs);
        var lineage = await Client().GetLineageAsync("tiny", manifest.Version, Cancel);
        Assert.Equal([1, 2], lineage.Ancestors.Select(node => node.Version).Order());
        Assert.Equal(3, lineage.Contributors.Count);
    }

    [Fact]
    public async Task The_same_request_gives_the_same_version_and_another_note_another()
    {
        using var folder = new TemporaryFolder();
        var file = await ChangedAsync(folder["same.safetensors"], values => values[1] += 1);

        var first = await RegisterAsync(file);
        var again = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => RegisterAsync(file), Cancel)));
        var noted = await RegisterAsync(file, request => request with { Note = "another" });

        Assert.All(again, manifest => Assert.Equal(first.Version, manifest.Version));
        Assert.True(noted.Version > first.Version);
        Assert.Equal(first.Parameters, noted.Parameters);
    }

    [Fact]
    public async Task A_version_of_a_version_that_was_registered_has_its_spec()
    {
        using var folder = new TemporaryFolder();
        var file = await ChangedAsync(folder["mine.safetensors"], values => values[2] += 1);
        var first = await RegisterAsync(file, request => request with { Model = "second" });

        var next = await RegisterAsync(file, request => request with { Model = "second", LikeModel = "second", LikeVersion = 1, Parents = [1] });

        Assert.Equal((first.SpecDigest, first.Onnx, 2), (next.SpecDigest, next.Onnx, next.Version));
        Assert.Equal(RunningSilo.Owner, (await Client().GetModelAsync("second", Cancel)).Owner);
    }

    [Fact]
    public async Task A_spec_says_which_model_it_is()
    {
        using var folder = new TemporaryFolder();
        var file = await ChangedAsync(folder["mine.safetensors"], values => values[3] += 1);

        var manifest = await RegisterAsync(file, request => request with { Model = "specified", LikeModel = null, LikeVersion = 0, Spec = TinySpecs.Digits("elsewhere") });

        Assert.Equal((1, null), (manifest.Version, manifest.Registration!.Like));
        Assert.Equal(10, (await Client().InferAsync("specified", new(null, Input), Cancel)).Outputs.Length);
    }

    [Fact]
    public async Task An_ONNX_file_is_compared_and_another_one_refused()
    {
        using var folder = new TemporaryFolder();
        await Client().DownloadAsync("tiny", 1, ArtifactKind.Onnx, folder["v1.onnx"], Cancel);
        await Client().DownloadAsync("tiny", 2, ArtifactKind.Onnx, folder["v2.onnx"], Cancel);
        await Client().DownloadAsync("tiny", 2, ArtifactKind.Safetensors, folder["v2.safetensors"], Cancel);

        var manifest = await RegisterAsync(folder["v2.safetensors"], onnx: folder["v2.onnx"]);

        Assert.Equal(await DigestAsync(folder["v2.onnx"]), manifest.Registration!.ComparedOnnx);
        Assert.Equal("FED5005", await CodeAsync(() => RegisterAsync(folder["v2.safetensors"], onnx: folder["v1.onnx"])));
        Assert.Equal("FED1031", await CodeAsync(() => RegisterAsync(folder["v2.safetensors"], onnx: folder["v2.safetensors"])));
    }

    [Fact]
    public async Task Files_that_are_not_the_models_are_refused_tensor_by_tensor()
    {
        using var folder = new TemporaryFolder();
        var infinite = await ChangedAsync(folder["nan.safetensors"], values => values[5] = float.NaN);
        ParameterLayout other = new([new("1.weight", [16, 784], 0, ParameterKind.Trainable), new("1.bias", [15], 12544, ParameterKind.Trainable), new("extra", [1], 12559, ParameterKind.Trainable)]);
        await File.WriteAllBytesAsync(folder["other.safetensors"], Safetensors.Write(other, new float[12560]), Cancel);
        await File.WriteAllTextAsync(folder["text.safetensors"], "nothing of the kind", Cancel);
        var before = (await Client().GetModelAsync("tiny", Cancel)).Latest;

        var shapes = await Assert.ThrowsAsync<FederationException>(() => RegisterAsync(folder["other.safetensors"]));

        Assert.Equal("FED1030", await CodeAsync(() => RegisterAsync(infinite)));
        Assert.Equal("FED1030", await CodeAsync(() => RegisterAsync(folder["text.safetensors"])));
        Assert.Equal("FED1020", await CodeAsync(() => RegisterAsync(folder["absent.safetensors"])));
        Assert.Equal(["FED1030", "FED1030", "FED1030", "FED1030"], shapes.Problems.Select(problem => problem.Code));
        Assert.Equal(before, (await Client().GetModelAsync("tiny", Cancel)).Latest);
    }

    [Fact]
    public async Task A_request_that_does_not_say_which_model_is_refused_before_anything_is_sent()
    {
        using var folder = new TemporaryFolder();
        var file = await ChangedAsync(folder["mine.safetensors"], _ => { });

        Assert.Equal("FED5006", await CodeAsync(() => RegisterAsync(file, request => request with { LikeModel = null })));
        Assert.Equal("FED5006", await CodeAsync(() => RegisterAsync(file, request => request with { Spec = TinySpecs.Digits() })));
        Assert.Equal("FED5002", await CodeAsync(() => RegisterAsync(file, request => request with { Parents = [99] })));
        Assert.Equal("FED5002", await CodeAsync(() => RegisterAsync(file, request => request with { LikeVersion = 99 })));
        Assert.Equal("FED1010", await CodeAsync(() => RegisterAsync(file, request => request with { Model = "No Name" })));
        Assert.Equal("FED2016", await CodeAsync(() => RegisterAsync(file, request => request with { Parameters = new(new string('0', 64), 1L << 40) })));
        Assert.Equal("FED1001", await CodeAsync(() => RegisterAsync(file, request => request with { LikeModel = null, Spec = """{ "federation": "x", "wrong": 1 }""" })));
    }

    [Fact]
    public async Task Who_may_not_train_versions_or_download_the_one_it_is_like_registers_none()
    {
        using var folder = new TemporaryFolder();
        var file = await ChangedAsync(folder["mine.safetensors"], values => values[4] += 1);
        await Client().GiveGrantAsync("tiny", "reader", GrantScopes.Infer | GrantScopes.Download | GrantScopes.Lineage, null, Cancel);
        await Client().GiveGrantAsync("tiny", "trainer", GrantScopes.Train, null, Cancel);

        Assert.Equal("FED4001", await CodeAsync(() => RegisterAsync(file, by: "stranger")));
        Assert.Equal("FED4001", await CodeAsync(() => RegisterAsync(file, by: "reader")));
        Assert.Equal("FED4001", await CodeAsync(() => RegisterAsync(file, by: "trainer")));
        await Client().GiveGrantAsync("tiny", "trainer", GrantScopes.Train | GrantScopes.Download, null, Cancel);
        var manifest = await RegisterAsync(file, by: "trainer");
        Assert.Equal("trainer", manifest.Registration!.By);
        Assert.Equal(RunningSilo.Owner, (await Client().GetModelAsync("tiny", Cancel)).Owner);
    }

    [Fact]
    public async Task What_breaks_off_leaves_nothing_and_pieces_may_be_repeated()
    {
        using var folder = new TemporaryFolder();
        var file = await ChangedAsync(folder["mine.safetensors"], values => values[6] += 1);
        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        var request = Request(await FederationClient.DescribeAsync(file, Cancel));
        var store = Silo.Services.GetRequiredService<IArtifactStore>();
        PrincipalContext.Current = RunningSilo.Owner;
        var intake = Silo.Grains.GetGrain<IRegistrationGrain>(GrainKeys.Registration("broken-off"));

        Assert.Null(await intake.BeginAsync(request, Cancel));
        Assert.Equal(1000, await intake.SendAsync(ArtifactKind.Safetensors, 0, bytes[..1000], Cancel));
        Assert.Equal("FED5004", await CodeAsync(() => intake.CompleteAsync(Cancel)));
        Assert.Equal("FED5004", await CodeAsync(() => intake.SendAsync(ArtifactKind.Safetensors, 2000, bytes[2000..3000], Cancel)));
        Assert.Equal("FED2016", await CodeAsync(() => intake.SendAsync(ArtifactKind.Safetensors, 1000, [.. bytes[1000..], 0], Cancel)));
        Assert.Equal("FED2016", await CodeAsync(() => intake.SendAsync(ArtifactKind.Onnx, 0, bytes[..10], Cancel)));
        PrincipalContext.Current = "stranger";
        Assert.Equal("FED4001", await CodeAsync(() => intake.SendAsync(ArtifactKind.Safetensors, 1000, bytes[1000..], Cancel)));
        PrincipalContext.Current = RunningSilo.Owner;
        Assert.Null(await store.FindAsync(request.Parameters.Digest, Cancel));

        Assert.Equal(1000, await intake.SendAsync(ArtifactKind.Safetensors, 0, bytes[..1000], Cancel));
        Assert.Equal(bytes.Length, await intake.SendAsync(ArtifactKind.Safetensors, 1000, bytes[1000..], Cancel));
        var manifest = await intake.CompleteAsync(Cancel);
        Assert.Equal(manifest.Version, (await intake.CompleteAsync(Cancel)).Version);
        Assert.Equal(manifest.Version, (await Silo.Grains.GetGrain<IRegistrationGrain>(GrainKeys.Registration("another")).BeginAsync(request, Cancel))!.Version);
    }

    [Fact]
    public async Task Other_bytes_than_were_announced_are_refused()
    {
        using var folder = new TemporaryFolder();
        var file = await ChangedAsync(folder["mine.safetensors"], values => values[7] += 1);
        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        PrincipalContext.Current = RunningSilo.Owner;
        var intake = Silo.Grains.GetGrain<IRegistrationGrain>(GrainKeys.Registration("swapped"));
        await intake.BeginAsync(Request(await FederationClient.DescribeAsync(file, Cancel)), Cancel);
        bytes[^1] ^= 1;

        await intake.SendAsync(ArtifactKind.Safetensors, 0, bytes, Cancel);

        Assert.Equal("FED2016", await CodeAsync(() => intake.CompleteAsync(Cancel)));
    }

    private static RegistrationRequest Request(ArtifactRef parameters) => new() { Model = "tiny", Parameters = parameters, LikeModel = "tiny", LikeVersion = 2 };

    private static async Task<string> DigestAsync(string path) => Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, Cancel)));

    private static async Task<string> CodeAsync(Func<Task> call) => (await Assert.ThrowsAsync<FederationException>(call)).Problems[0].Code;

    private async Task<VersionManifest> RegisterAsync(string file, Func<RegistrationRequest, RegistrationRequest>? change = null, string? onnx = null, string by = RunningSilo.Owner)
    {
        var request = Request(await FederationClient.DescribeAsync(file, Cancel)) with { Onnx = onnx is null ? null : await FederationClient.DescribeAsync(onnx, Cancel) };
        return await Client(by).RegisterAsync(change?.Invoke(request) ?? request, file, onnx, Cancel);
    }

    /// <summary>Writes the second version's parameters, changed, in another order than the platform's, as other writers do.</summary>
    private async Task<string> ChangedAsync(string path, Action<Span<float>> change)
    {
        using var stream = new MemoryStream();
        await Client().DownloadAsync("tiny", 2, ArtifactKind.Safetensors, stream, Cancel);
        var tensors = Safetensors.Read(stream.ToArray(), path).Tensors.Values.Reverse().ToArray();
        List<ParameterEntry> entries = [];
        foreach (var tensor in tensors)
        {
            entries.Add(new(tensor.Name, [.. tensor.Shape.Select(size => (int)size)], entries.Sum(entry => entry.Length), ParameterKind.Trainable));
        }

        var layout = new ParameterLayout(entries);
        var values = new float[layout.Length];
        Safetensors.ReadInto(layout, stream.ToArray(), path, values);
        change(values);
        await File.WriteAllBytesAsync(path, Safetensors.Write(layout, values), Cancel);
        return path;
    }
}
