using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Data;

public sealed class FederationDataSourceTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private readonly FederationDataSource _source = new FederationDataSource(TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_services_hold_one_source()
    {
        using var services = new ServiceCollection().AddDatasets().BuildServiceProvider();

        Assert.IsType<FederationDataSource>(services.GetRequiredService<IDataSource>());
    }

    [Fact]
    public async Task Simulated_clients_share_the_training_and_the_test_set()
    {
        var spec = Spec(("data", """{ "format": "digits", "train": 100, "test": 40 }"""));

        Assert.Equal([33, 33, 34], await CountsAsync(spec, DataPart.Train));
        Assert.Equal([13, 13, 14], await CountsAsync(spec, DataPart.Test));
        Assert.Equal(40, (await _source.OpenAsync(spec, DataPart.Central, -1, Cancel)).Count);
    }

    [Fact]
    public async Task Inputs_are_normalised_pixels_in_the_order_asked_for()
    {
        _folder.WriteSource(30, 6);
        var spec = IdxSpec(_folder.Path, ("data.normalize", """{ "mean": 0.5, "std": 0.25 }"""));
        var central = await _source.OpenAsync(spec, DataPart.Central, -1, Cancel);
        var (inputs, targets) = (new float[12], new float[2]);

        central.ReadInputs([5, 2], inputs);
        central.ReadTargets([5, 2], targets);

        Assert.Equal(Enumerable.Repeat((float)((5 / 255.0 - 0.5) / 0.25), 6).Concat(Enumerable.Repeat((float)((2 / 255.0 - 0.5) / 0.25), 6)), inputs);
        Assert.Equal([5, 2], targets);
    }

    [Fact]
    public async Task Parts_of_simulated_clients_are_disjoint()
    {
        _folder.WriteSource(30, 6, ".gz");
        var spec = IdxSpec(_folder.Path);
        List<float> seen = [];

        for (var ordinal = 0; ordinal < 3; ordinal++)
        {
            var part = await _source.OpenAsync(spec, DataPart.Train, ordinal, Cancel);
            var inputs = new float[part.Count * 6];
            part.ReadInputs([.. Enumerable.Range(0, part.Count)], inputs);
            seen.AddRange(inputs.Chunk(6).Select(image => MathF.Round(image[0] * 255)));
        }

        Assert.Equal(Enumerable.Range(0, 30).Select(i => (float)i), seen.Order());
    }

    [Fact]
    public async Task A_pooled_client_has_what_all_clients_have()
    {
        var spec = Spec(("data", """{ "format": "digits", "train": 100, "test": 40 }"""), ("clients", """{ "simulate": 3, "partition": { "counts": [10, 20, 30] }, "pool": true }"""));

        Assert.Equal(60, (await _source.OpenAsync(spec, DataPart.Train, 0, Cancel)).Count);
        Assert.Equal(40, (await _source.OpenAsync(spec, DataPart.Test, 0, Cancel)).Count);
    }

    [Fact]
    public async Task Chosen_clients_keep_their_ordinals_and_parts()
    {
        (string, string?) data = ("data", """{ "format": "digits", "train": 100, "test": 40 }""");
        var all = Spec(data, ("clients", """{ "simulate": 3, "partition": { "counts": [10, 20, 30] } }"""));
        var some = Spec(data, ("clients", """{ "simulate": 3, "partition": { "counts": [10, 20, 30] }, "only": [2] }"""));

        var chosen = await _source.OpenAsync(some, DataPart.Train, 2, Cancel);

        Assert.Equal(Targets(await _source.OpenAsync(all, DataPart.Train, 2, Cancel)), Targets(chosen));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _source.OpenAsync(some, DataPart.Train, 0, Cancel));
    }

    [Fact]
    public async Task Listed_clients_have_their_own_training_and_test_files()
    {
        using TemporaryFolder other = new();
        _folder.WriteSource(30, 6);
        other.WriteSource(12, 4);
        var spec = Spec(("model.input", "[1, 2, 3]"), ("data", null), ("clients", $$"""[{ "id": "z", "site": "s", "data": { "format": "idx", "path": "{{_folder.Path}}" } }, { "id": "a", "site": "s", "data": { "format": "idx", "path": "{{other.Path}}" } }]"""));

        Assert.Equal((12, 4), ((await _source.OpenAsync(spec, DataPart.Train, 0, Cancel)).Count, (await _source.OpenAsync(spec, DataPart.Test, 0, Cancel)).Count));
        Assert.Equal((30, 6), ((await _source.OpenAsync(spec, DataPart.Train, 1, Cancel)).Count, (await _source.OpenAsync(spec, DataPart.Test, 1, Cancel)).Count));
    }

    [Fact]
    public async Task Listed_clients_that_generate_digits_generate_different_ones()
    {
        var spec = Spec(("data", null), ("clients", """[{ "id": "a", "site": "s", "data": { "format": "digits", "train": 50 } }, { "id": "b", "site": "s", "data": { "format": "digits", "train": 50 } }]"""));

        Assert.NotEqual(Targets(await _source.OpenAsync(spec, DataPart.Train, 0, Cancel)), Targets(await _source.OpenAsync(spec, DataPart.Train, 1, Cancel)));
    }

    [Fact]
    public async Task A_model_may_take_images_as_flat_rows()
    {
        _folder.WriteSource(30, 6);

        var central = await _source.OpenAsync(IdxSpec(_folder.Path, ("model", """{ "input": [6], "layers": [{ "linear": 10 }], "loss": "crossEntropy" }""")), DataPart.Central, -1, Cancel);

        Assert.Equal([6], central.InputShape);
    }

    [Fact]
    public async Task Images_of_another_shape_than_the_model_takes_are_FED1005()
    {
        _folder.WriteSource(30, 6);

        var fault = await Assert.ThrowsAsync<FederationException>(() => _source.OpenAsync(IdxSpec(_folder.Path, ("model.input", "[1, 28, 28]")), DataPart.Train, 0, Cancel));

        Assert.Equal("FED1005", fault.Code);
    }

    [Fact]
    public async Task A_variable_is_expanded_where_data_is_opened()
    {
        _folder.WriteSource(30, 6);
        Environment.SetEnvironmentVariable("FED_TEST_FOLDER", _folder.Path);

        Assert.Equal(6, (await _source.OpenAsync(IdxSpec("${FED_TEST_FOLDER}/."), DataPart.Central, -1, Cancel)).Count);
    }

    [Theory]
    [InlineData("Host=db;Password=not-to-be-told")]
    [InlineData("/no/such/folder")]
    [InlineData("relative-place")]
    public async Task A_variable_that_names_nothing_that_is_there_is_FED1023_and_its_value_is_not_told(string value)
    {
        Environment.SetEnvironmentVariable("FED_TEST_SECRET", value);

        var fault = await Assert.ThrowsAsync<FederationException>(() => _source.OpenAsync(IdxSpec("${FED_TEST_SECRET}/mnist"), DataPart.Train, 0, Cancel));

        Assert.Equal("FED1023", fault.Code);
        Assert.DoesNotContain(value, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_is_not_set_is_FED1023()
    {
        var fault = await Assert.ThrowsAsync<FederationException>(() => _source.OpenAsync(IdxSpec("${FED_TEST_UNSET}/mnist"), DataPart.Train, 0, Cancel));

        Assert.Equal(("FED1023", "${FED_TEST_UNSET}/mnist"), (fault.Code, fault.Problems[0].Place));
    }

    [Fact]
    public async Task More_clients_than_examples_are_FED1024()
    {
        _folder.WriteSource(2, 2);

        var fault = await Assert.ThrowsAsync<FederationException>(() => _source.OpenAsync(IdxSpec(_folder.Path), DataPart.Train, 0, Cancel));

        Assert.Equal("FED1024", fault.Code);
    }

    [Fact]
    public async Task Files_that_were_mended_or_replaced_are_read_again()
    {
        _folder.WriteSource(30, 6);
        var spec = IdxSpec(_folder.Path);
        File.WriteAllBytes(_folder.File("t10k-labels-idx1-ubyte"), [0]);
        await Assert.ThrowsAsync<FederationException>(() => _source.OpenAsync(spec, DataPart.Central, -1, Cancel));

        _folder.WriteSource(30, 6);
        Assert.Equal(6, (await _source.OpenAsync(spec, DataPart.Central, -1, Cancel)).Count);
        _folder.WriteSource(30, 9);
        Assert.Equal(9, (await _source.OpenAsync(spec, DataPart.Central, -1, Cancel)).Count);
    }

    [Fact]
    public async Task What_was_loaded_is_shared_and_the_oldest_is_dropped()
    {
        SourceCache cache = new(most: 100_000);
        var loads = 0;
        Task<ExampleSource> Get(string key) => cache.GetAsync(key, () =>
        {
            Interlocked.Increment(ref loads);
            return ExampleSource.Of(DigitsSource.Generate(50, 10, 1));
        }, Cancel);

        var first = await Get("a");
        Assert.Same(first, await Get("a"));
        await Get("b");
        await Get("c");
        Assert.Same(await Get("c"), await Get("c"));
        Assert.NotSame(first, await Get("a"));

        Assert.Equal(4, loads);
    }

    private static float[] Targets(IDataSet part)
    {
        var targets = new float[part.Count];
        part.ReadTargets([.. Enumerable.Range(0, part.Count)], targets);
        return targets;
    }

    private async Task<List<int>> CountsAsync(FederationSpec spec, DataPart part)
    {
        List<int> counts = [];
        for (var ordinal = 0; ordinal < spec.Clients.Simulate; ordinal++)
        {
            counts.Add((await _source.OpenAsync(spec, part, ordinal, Cancel)).Count);
        }

        return counts;
    }

    private static FederationSpec Spec(params (string Path, string? Json)[] edits) => SpecReader.Read(SpecSamples.Edit(SpecSamples.Small, edits)).OrThrow().Spec;

    private static FederationSpec IdxSpec(string path, params (string Path, string? Json)[] edits) =>
        Spec([("model.input", "[1, 2, 3]"), ("data", $$"""{ "format": "idx", "path": "{{path}}" }"""), .. edits]);
}
