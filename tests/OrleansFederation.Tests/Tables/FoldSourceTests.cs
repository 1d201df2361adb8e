using System.Globalization;
using OrleansFederation.CrossValidation;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Tables;

[Collection("FED_CACHE")]
public sealed class FoldSourceTests : OwnFiles
{
    private const int Folds = 5;

    [Theory]
    [InlineData("""{ "train": 0.8, "test": 0.2 }""", 0)]
    [InlineData("""{ "train": 0.6, "validation": 0.2, "test": 0.2 }""", 20)]
    public async Task A_client_tests_every_example_in_one_fold_and_trains_on_the_others(string split, int validation)
    {
        var spec = TableSpecs.Of(TableSpecs.Csv(Rows(100), split: split));
        List<float> tested = [];

        for (var fold = 0; fold < Folds; fold++)
        {
            var own = Fold(spec, fold);
            var (train, test) = (await ReadAsync(own, DataPart.Train), await ReadAsync(own, DataPart.Test));
            float[] kept = validation == 0 ? [] : await ReadAsync(own, DataPart.Validation);
            Assert.Equal((20, validation, 80 - validation), (test.Length, kept.Length, train.Length));
            Assert.Equal(10, test.Count(row => row % 2 == 0));
            Assert.Equal(Enumerable.Range(0, 100).Select(i => (float)i), train.Concat(kept).Concat(test).Order());
            tested.AddRange(test);
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (float)i), tested.Order());
    }

    [Fact]
    public async Task Simulated_clients_keep_their_examples_whatever_the_fold_and_its_seed()
    {
        var spec = TableSpecs.Of(TableSpecs.Csv(Rows(90)), clients: """{ "simulate": 3, "partition": { "dirichlet": 1 } }""");
        List<float> all = [];

        for (var client = 0; client < 3; client++)
        {
            List<float[]> owned = [];
            foreach (var (fold, seed) in new[] { (0, 1L), (3, 1L), (0, 2L) })
            {
                var own = Fold(spec, fold, seed: seed);
                owned.Add([.. (await ReadAsync(own, DataPart.Train, client)).Concat(await ReadAsync(own, DataPart.Test, client)).Order()]);
            }

            Assert.Equal(owned[0], owned[1]);
            Assert.Equal(owned[0], owned[2]);
            Assert.NotEqual(await ReadAsync(Fold(spec, 0), DataPart.Test, client), await ReadAsync(Fold(spec, 0, seed: 2), DataPart.Test, client));
            all.AddRange(owned[0]);
        }

        Assert.Equal(Enumerable.Range(0, 90).Select(i => (float)i), all.Order());
    }

    [Fact]
    public async Task Pooled_one_client_trains_on_all_that_the_others_would_and_each_tests_its_own()
    {
        var data = TableSpecs.Csv(Rows(50));
        var spec = TableSpecs.Of("null", clients: $$"""[{ "id": "a", "site": "s", "data": {{data}} }, { "id": "b", "site": "t", "data": {{data}} }]""");

        var pooled = await OpenAsync(Fold(spec, 1, pool: true));
        var (first, second) = (await OpenAsync(Fold(spec, 1)), await OpenAsync(Fold(spec, 1), ordinal: 1));

        Assert.Equal(80, pooled.Count);
        Assert.Equal(TableSpecs.Inputs(first).Concat(TableSpecs.Inputs(second)), TableSpecs.Inputs(pooled));
        Assert.Equal(TableSpecs.Targets(first).Concat(TableSpecs.Targets(second)), TableSpecs.Targets(pooled));
        Assert.Equal(await ReadAsync(Fold(spec, 1), DataPart.Test, 1), await ReadAsync(Fold(spec, 1, pool: true), DataPart.Test, 1));
        Assert.NotEqual(TableSpecs.Inputs(first), TableSpecs.Inputs(second));
    }

    [Fact]
    public async Task A_group_is_trained_on_or_tested_with_but_never_both()
    {
        var path = Write("t.csv", "a,b,y,patient\n" + string.Concat(Enumerable.Range(0, 60).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},no,{(i % 2 == 0 ? "n" : "p")},p{i / 4}\n"))));
        var spec = TableSpecs.Of(TableSpecs.Csv(path, split: """{ "train": 0.6, "validation": 0.2, "test": 0.2, "group": "patient" }"""));

        for (var fold = 0; fold < Folds; fold++)
        {
            var parts = new List<int>();
            foreach (var part in new[] { DataPart.Train, DataPart.Validation, DataPart.Test })
            {
                parts.AddRange((await ReadAsync(Fold(spec, fold), part)).Select(row => (int)row / 4).Distinct());
            }

            Assert.Equal(Enumerable.Range(0, 15), parts.Order());
        }
    }

    [Fact]
    public async Task A_client_with_fewer_examples_than_folds_is_refused_by_the_first_fold()
    {
        var fault = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(Fold(TableSpecs.Of(TableSpecs.Csv(Rows(3))), 0)));

        Assert.Equal(("FED1029", "3 examples cannot be dealt into 5 folds"), (fault.Code, fault.Problems[0].Cause));
        Assert.Contains("fewer folds", fault.Problems[0].Remedy, StringComparison.Ordinal);
    }

    private static FederationSpec Fold(FederationSpec spec, int index, bool pool = false, long seed = 1) =>
        SpecReader.Read(CanonicalJson.Write(spec with { Fold = new FoldSpec { Index = index, Of = Folds, Seed = seed, Pool = pool } }).Json).OrThrow().Spec;

    private static async Task<float[]> ReadAsync(FederationSpec spec, DataPart part, int ordinal = 0) =>
        [.. TableSpecs.Inputs(await OpenAsync(spec, part, ordinal)).Where((_, i) => i % 2 == 0)];

    private string Rows(int count) => Write("rows.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},no,{(i % 2 == 0 ? "n" : "p")}\n"))));
}
